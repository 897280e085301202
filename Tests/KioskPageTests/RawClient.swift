import CanonicalJSON
import Dispatch
import Glibc

/// A client that sends exactly the bytes it is given; it blocks, so it is used off the task pool.
///
/// Unchecked: a test uses it from one task at a time and waits for each use.
final class RawClient: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// An answer as it was read.
    struct Response: Sendable {
        let status: Int
        let fields: [(name: String, value: String)]
        let body: [UInt8]

        func field(_ name: String) -> String? {
            fields.first { $0.name == name.lowercased() }?.value
        }

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { try? JSONValue.parse(body) }
        var errorCode: String? { json?["error"]?["code"]?.string }
        var errorField: String? { json?["error"]?["field"]?.string }
    }

    /// Nothing here waits longer than this for the server.
    private static let patienceSeconds = 60

    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects to 127.0.0.1.
    init(port: Int, receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBufferBytes {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try open(
            unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, length)
                }
            }
        )
    }

    /// Connects to a Unix socket.
    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            for (index, byte) in path.utf8.enumerated() { unsafe bytes[index] = byte }
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        try open(
            unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, length)
                }
            }
        )
    }

    deinit { close() }

    private func open(_ result: Int32) throws {
        guard result == 0 else { throw Failure(description: "connect: error \(errno)") }
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Another descriptor of the same connection; the caller closes it.
    func duplicate() -> Int32 { dup(descriptor) }

    /// Sends all bytes; false: the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Tells the server that nothing more comes.
    func finish() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads some more bytes; false: the server has closed.
    private func fill() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe chunk.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        if count < 0 {
            guard errno != EAGAIN else { throw Failure(description: "the server is silent") }
            return false
        }
        buffer.append(contentsOf: chunk[..<count])
        return count > 0
    }

    /// Reads until the server closes, or resets.
    func readToEnd() throws -> [UInt8] {
        while try fill() {}
        defer { buffer = [] }
        return buffer
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else { throw Failure(description: "closed inside a body") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// Reads a line without its end.
    private func line() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let bytes = buffer[..<end].filter { $0 != UInt8(ascii: "\r") }
                buffer.removeFirst(end + 1)
                return String(decoding: bytes, as: UTF8.self)
            }
            guard try fill() else { throw Failure(description: "closed inside a head") }
        }
    }

    /// Reads a head; the body is still to come.
    func head() throws -> Response {
        let status = try line().split(separator: " ")
        guard status.count >= 2, status[0] == "HTTP/1.1", let code = Int(status[1]) else {
            throw Failure(description: "no status line: \(status)")
        }
        var fields: [(name: String, value: String)] = []
        while true {
            let text = try line()
            guard !text.isEmpty else { break }
            guard let colon = text.firstIndex(of: ":") else {
                throw Failure(description: "no field: \(text)")
            }
            let value = text[text.index(after: colon)...].drop { $0 == " " }
            fields.append((text[..<colon].lowercased(), String(value)))
        }
        return Response(status: code, fields: fields, body: [])
    }

    /// Reads a whole answer with a Content-Length.
    func response(toHead isHead: Bool = false) throws -> Response {
        let head = try head()
        guard !isHead, let length = head.field("Content-Length").flatMap({ Int($0) }) else {
            return head
        }
        return Response(status: head.status, fields: head.fields, body: try take(length))
    }

    /// Reads one chunk of a stream; nil: the stream has ended.
    func chunk() throws -> String? {
        guard let size = Int(try line(), radix: 16) else {
            throw Failure(description: "no chunk size")
        }
        let bytes = try take(size)
        _ = try line()
        return size == 0 ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Reads the next event of a stream, past a few comments; nil: the stream has ended.
    func event() throws -> (name: String, data: JSONValue)? {
        var comments = 0
        while let text = try chunk() {
            let lines = text.split(separator: "\n")
            guard lines.count == 2, lines[0].hasPrefix("event: "), lines[1].hasPrefix("data: ")
            else {
                comments += 1
                guard comments < 4 else { throw Failure(description: "comments, but no event") }
                continue
            }
            let data = try JSONValue.parse(Array(lines[1].dropFirst(6).utf8))
            return (String(lines[0].dropFirst(7)), data)
        }
        return nil
    }
}

/// Runs blocking work on a thread of its own: the server's tasks need the pool.
func offPool<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
}

/// Sends a long text while its client is being read.
final class RawWriter {
    private let done = DispatchGroup()

    init(client: RawClient, text: String) throws {
        let descriptor = client.duplicate()
        guard descriptor >= 0 else { throw RawClient.Failure(description: "dup: \(errno)") }
        DispatchQueue.global().async(group: done) {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.send(
                        descriptor,
                        $0.baseAddress,
                        $0.count,
                        Int32(MSG_NOSIGNAL)
                    )
                }
                guard count > 0 else { break }
                rest = rest.dropFirst(count)
            }
            Glibc.close(descriptor)
        }
    }

    func join() { done.wait() }
}

/// Sleeps on a thread that is not of the pool.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1_000) }
