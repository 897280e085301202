import CanonicalJSON
import Testing

@Suite("Canonical form")
struct CanonicalFormTests {
    @Test(
        "is sorted by bytes, without spaces, and escapes only what must be",
        arguments: [
            (#" { "b" : 1 , "a" : [ true , null ] } "#, #"{"a":[true,null],"b":1}"#),
            (#"{"é":1,"z":2,"Z":3,"":4}"#, #"{"":4,"Z":3,"z":2,"é":1}"#),
            (#"{"\uFF5E":1,"\uD83D\uDE00":2}"#, "{\"\u{FF5E}\":1,\"😀\":2}"),
            (#""\u041a\/\u007f\u2028""#, "\"К/\u{7F}\u{2028}\""),
            (#""\u0000\u001F\b\t\n\f\r\"\\""#, #""\u0000\u001f\b\t\n\f\r\"\\""#),
            ("[-0,1.50,1E5]", "[0,1.50,1E5]"),
            ("\"e\u{301}\"", "\"e\u{301}\""),
        ]
    )
    func writes(text: String, canonical: String) throws {
        let bytes = try JSONValue.parse(Array(text.utf8)).canonicalBytes()
        #expect(bytes == Array(canonical.utf8))
    }

    @Test("parses back to the same value and the same bytes, for random values")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        for _ in 0..<2_000 {
            let value = randomValue(&source, depth: 5)
            let bytes = value.canonicalBytes()
            let parsed = try JSONValue.parse(bytes)
            #expect(parsed == value, "seed \(seed)")
            #expect(parsed.canonicalBytes() == bytes, "seed \(seed)")
        }
    }

    @Test("meets random and mutated bytes with a value or an error, never a trap")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        var accepted = 0
        for _ in 0..<30_000 {
            var bytes = randomValue(&source, depth: 4).canonicalBytes()
            for _ in 0..<Int.random(in: 0...3, using: &source) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &source)
                switch Int.random(in: 0..<3, using: &source) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &source)
                case 1: bytes.remove(at: index)
                default: bytes.insert(alphabet.randomElement(using: &source) ?? 0, at: index)
                }
            }
            do throws(JSONError) {
                let value = try JSONValue.parse(bytes)
                accepted += 1
                let again = try JSONValue.parse(value.canonicalBytes())
                #expect(again == value, "seed \(seed)")
            } catch {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed)")
            }
        }
        #expect(accepted > 1_000, "seed \(seed)")
    }

    @Test("traps on a decimal that is not a number")
    func trapsOnForgedDecimal() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONValue.decimal("1,\"x\":2").canonicalBytes()
        }
        await #expect(processExitsWith: .failure) { _ = JSONValue.decimal("12").canonicalBytes() }
    }

    @Test("gives the members of an object by name and type")
    func accessors() throws {
        let value = try JSONValue.parse(Array(#"{"a":1,"b":"x","c":[true],"d":1.5}"#.utf8))
        #expect(value["a"]?.integer == 1 && value["b"]?.string == "x")
        #expect(value["c"]?.array?.first?.bool == true)
        #expect(value["d"]?.integer == nil && value["e"] == nil && value["a"]?["b"] == nil)
        #expect(value.object?.count == 4)
    }
}

/// Bytes that mean something to JSON, and a few that mean nothing.
private let alphabet = Array("{}[]\":,\\ut0123456789-+.eEnulltruefals \n\0é".utf8)

private func randomValue(_ source: inout SeededSource, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &source) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &source))
    case 2: return .integer(Int64(bitPattern: source.next()))
    case 3: return .decimal("\(Int8.random(in: .min ... .max, using: &source)).5e-3")
    case 4: return .string(randomText(&source))
    case 5:
        let count = Int.random(in: 0...4, using: &source)
        return .array((0..<count).map { _ in randomValue(&source, depth: depth - 1) })
    default:
        var members: [String: JSONValue] = [:]
        for _ in 0..<Int.random(in: 0...4, using: &source) {
            members[randomText(&source)] = randomValue(&source, depth: depth - 1)
        }
        return .object(members)
    }
}

private func randomText(_ source: inout SeededSource) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...6, using: &source) {
        let limit: UInt32 = Bool.random(using: &source) ? 0x80 : 0x11_0000
        let code = UInt32.random(in: 0..<limit, using: &source)
        text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
    }
    return text
}

/// A small reproducible generator (splitmix64).
private struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
