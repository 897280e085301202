import Glibc
import NIOCore
import NIOPosix

/// Opens the listening socket, on this machine only.
enum Listener {
    /// Binds.
    ///
    /// - Throws: `addressInUse`, `notPermitted`, `badAddress` or `system`.
    static func bind(
        _ address: PageAddress,
        group: MultiThreadedEventLoopGroup,
        table: NIOLoopBound<ConnectionTable>
    ) async throws(PageServerError) -> any Channel {
        try check(address)
        if case .unixSocket(let path) = address, await isAnswered(path, group: group) {
            throw failure(address, code: EADDRINUSE)
        }
        let isTCP = socketPath(address) == nil
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(HTTPLimits.acceptBacklog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: isTCP ? 1 : 0)
            .childChannelOption(.socketOption(.so_sndbuf), value: HTTPLimits.sendBufferBytes)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try table.value.accept(channel) }
            }
        do {
            switch address {
            case .ipv4(let port):
                return try await bootstrap.bind(host: "127.0.0.1", port: port).get()
            case .ipv6(let port):
                return try await bootstrap.bind(host: "::1", port: port).get()
            case .unixSocket(let path):
                let listener = try await bootstrap.bind(
                    unixDomainSocketPath: path,
                    cleanupExistingSocketFile: true
                ).get()
                _ = unsafe chmod(path, 0o660)
                return listener
            }
        } catch let error as IOError {
            throw failure(address, code: error.errnoCode)
        } catch is UnixDomainSocketPathWrongType {
            throw PageServerError(
                .badAddress,
                "The page's socket path names a file that is no socket; name another path."
            )
        } catch {
            throw failure(address, code: 0)
        }
    }

    /// Where a listener listens.
    static func boundAddress(_ address: PageAddress, of listener: any Channel) -> BoundAddress {
        let port = listener.localAddress?.port
        switch address {
        case .ipv4(let wanted): return .ipv4(port: port ?? wanted)
        case .ipv6(let wanted): return .ipv6(port: port ?? wanted)
        case .unixSocket(let path): return .unixSocket(path: path)
        }
    }

    /// The path of a Unix socket; nil for a port.
    static func socketPath(_ address: PageAddress) -> String? {
        if case .unixSocket(let path) = address { path } else { nil }
    }

    private static func check(_ address: PageAddress) throws(PageServerError) {
        switch address {
        case .ipv4(let port), .ipv6(let port):
            guard (0...65_535).contains(port) else {
                throw PageServerError(
                    .badAddress,
                    "The page's port \(port) cannot be; use one from 1 to 65535, or 0 for any."
                )
            }
        case .unixSocket(let path):
            guard (1...HTTPLimits.socketPathBytesMaximum).contains(path.utf8.count) else {
                throw PageServerError(
                    .badAddress,
                    "The page's socket path has \(path.utf8.count) bytes; use one of 1 to "
                        + "\(HTTPLimits.socketPathBytesMaximum)."
                )
            }
        }
    }

    /// Whether a process answers at a Unix socket: only a socket that nobody answers is removed.
    private static func isAnswered(_ path: String, group: MultiThreadedEventLoopGroup) async -> Bool
    {
        do {
            let channel = try await ClientBootstrap(group: group)
                .connectTimeout(.seconds(1))
                .connect(unixDomainSocketPath: path).get()
            try? await channel.close().get()
            return true
        } catch {
            return false
        }
    }

    private static func failure(_ address: PageAddress, code: Int32) -> PageServerError {
        let place =
            switch address {
            case .ipv4(let port): "127.0.0.1:\(port)"
            case .ipv6(let port): "[::1]:\(port)"
            case .unixSocket(let path): path
            }
        switch code {
        case EADDRINUSE:
            return PageServerError(
                .addressInUse,
                code: code,
                "Another process listens on \(place); stop it or configure another address."
            )
        case EACCES, EPERM:
            return PageServerError(
                .notPermitted,
                code: code,
                "The process may not listen on \(place); use a port from 1024 or a folder it may "
                    + "write to."
            )
        case EADDRNOTAVAIL, EAFNOSUPPORT, ENOENT, ENOTDIR:
            return PageServerError(
                .badAddress,
                code: code,
                "There is no \(place) to listen on (error \(code)); configure another address."
            )
        default:
            return PageServerError(
                .system,
                code: code,
                "Listening on \(place) failed (error \(code)); mend the cause and start again."
            )
        }
    }
}
