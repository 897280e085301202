import CanonicalJSON
import Cryptography
import Loyalty
import ProgrammeFile
import StrictDocument
import Testing

@Suite("Programme file")
struct ProgrammeFileTests {
    @Test("gives a text that loads to the same programme, text and hash", arguments: Sample.all)
    func roundTrip(sample: Sample) throws {
        let first = try sample.load()
        let again = try ProgrammeFile.load(text: first.text, name: "stored", zoneinfoFolder: "/-")
        #expect(again == first)
        #expect(first.hash == SHA256.digest(first.text.utf8))
        let value = try JSONValue.parse(Array(first.text.utf8))
        #expect(value.canonicalText() == first.text)
    }

    @Test("gives another hash for every change of meaning, and none for a change of spelling")
    func hashes() throws {
        let text = Sample.minimal.text
        let hash = try Sample.minimal.load().hash
        let same =
            "# five percent\n" + text.replacing(": 500", with: ":   500") + "\nexpiringDays: 30\n"
        #expect(try ProgrammeFile.load(text: same, name: "x").hash == hash)
        for (old, new) in [("500", "501"), ("180", "181"), ("base", "bass"), ("100}", "50}")] {
            let other = text.replacing(old, with: new)
            #expect(other != text)
            #expect(try ProgrammeFile.load(text: other, name: "x").hash != hash)
        }
    }

    @Test("stores the table of a named zone, and takes it back without the database")
    func storesZone() throws {
        let loaded = try Sample.demo.load()
        #expect(loaded.timeZone == "Europe/Moscow" && loaded.text.contains("\"zoneTable\":"))
        let changed = loaded.text.replacing("[1414274400,10800]", with: "[1414274400,14400]")
        #expect(changed != loaded.text)
        let other = try ProgrammeFile.load(text: changed, name: "stored")
        #expect(other.programme.zone != loaded.programme.zone && other.hash != loaded.hash)
    }

    @Test("is accepted by the core", arguments: [Sample.minimal, .demo])
    func coreAccepts(sample: Sample) throws {
        var state = LoyaltyState(programme: try sample.load().programme)
        let at = Instant(unixSeconds: 1_790_000_000)
        let join = LoyaltyEvent(id: "e1", at: at, body: .enroll(Enrollment(member: "M1")))
        guard case .applied = state.apply(join).outcome else {
            Issue.record("the enrolment was refused")
            return
        }
        let line = ReceiptLine(sku: nil, quantity: 1, unit: Money(minor: 10_000))
        let purchase = Purchase(buyer: .member("M1"), lines: [line])
        let event = LoyaltyEvent(id: "e2", at: at, body: .purchase(purchase))
        guard case .applied(let effect) = state.apply(event).outcome else {
            Issue.record("the purchase was refused")
            return
        }
        #expect(!effect.granted.isEmpty)
    }

    @Test("of every worked example loads, and gives a text that loads to the same")
    func workedExamples() throws {
        let samples = try Sample.workedExamples()
        #expect(samples.count == 61)
        for sample in samples {
            do throws(InvalidDocument) {
                let first = try sample.load()
                let again = try ProgrammeFile.load(text: first.text, name: "stored")
                #expect(again == first, "\(sample.name)")
            } catch {
                Issue.record("\(sample.name): \(error)")
            }
        }
    }

    @Test("meets mutated texts with a programme or with problems, in bounded time")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let pieces = Array(" \n\t:-[]{},#&*!|>'\"%@`0123456789abz~é\u{0}".utf8)
        let texts = Sample.all.map { Array($0.text.utf8) }
        var accepted = 0
        for _ in 0..<400 {
            var bytes = texts.randomElement(using: &source) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &source) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &source)
                switch Int.random(in: 0..<4, using: &source) {
                case 0: bytes[index] = pieces.randomElement(using: &source) ?? 0
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(pieces.randomElement(using: &source) ?? 0, at: index)
                default:
                    let end = min(bytes.count, index + Int.random(in: 0...40, using: &source))
                    bytes.insert(contentsOf: bytes[index..<end], at: index)
                }
            }
            do throws(InvalidDocument) {
                let loaded = try ProgrammeFile.load(bytes: bytes, name: "x")
                accepted += 1
                // Whatever passes the check can be stored and read again.
                let again = try ProgrammeFile.load(text: loaded.text, name: "stored")
                #expect(again == loaded, "seed \(seed)")
            } catch {
                #expect(error.problems.allSatisfy { $0.line > 0 }, "seed \(seed)")
            }
        }
        #expect(accepted > 10, "seed \(seed)")
    }
}
