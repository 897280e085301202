import CanonicalJSON

/// A JSON object that is handed out in pieces; the caller gives its members in order.
struct ObjectPieces: ~Copyable {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]
    private var isEmpty = true

    mutating func add(_ name: String, _ write: (inout CanonicalWriter) -> Void) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        var key = CanonicalWriter(appendingTo: exchange(&bytes, with: []))
        key.string(name)
        bytes = key.bytes
        bytes.append(UInt8(ascii: ":"))
        var value = CanonicalWriter(appendingTo: exchange(&bytes, with: []))
        write(&value)
        bytes = value.bytes
    }

    /// Hands out what has gathered, if it is enough.
    mutating func settle(_ emit: Observation.Emit) throws(ReplayError) {
        guard bytes.count >= ReplayLimits.pieceBytes else { return }
        try emit(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func finish(_ emit: Observation.Emit) throws(ReplayError) {
        bytes.append(UInt8(ascii: "}"))
        try emit(bytes)
        bytes = []
    }
}
