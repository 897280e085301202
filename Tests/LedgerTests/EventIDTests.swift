import Ledger
import Testing

@Suite struct EventIDTests {
    @Test(
        "reads back what it writes",
        arguments: [("kiosk", 1), ("A.b_9", 42), (String(repeating: "x", count: 32), Int64.max)]
    )
    func roundTrip(terminal: String, number: Int64) throws {
        let id = EventID(terminal: terminal, epoch: "0a1b2c3d", number: number)
        #expect(id.text == "\(terminal)-0a1b2c3d-\(number)")
        #expect(EventID(id.text) == id)
    }

    @Test(
        "takes no other text for an id",
        arguments: [
            "", "kiosk", "kiosk-0a1b2c3d", "kiosk-0a1b2c3d-", "-0a1b2c3d-1", "kiosk-0A1B2C3D-1",
            "kiosk-0a1b2c3-1", "kiosk-0a1b2c3d-0", "kiosk-0a1b2c3d--1", "kiosk-0a1b2c3d-01",
            "kiosk-0a1b2c3d-+1", "kiosk-0a1b2c3d-1 ", "ki osk-0a1b2c3d-1", "kiösk-0a1b2c3d-1",
            "kiosk-0a1b2c3d-9223372036854775808", "a-b-0a1b2c3d-1",
            String(repeating: "x", count: 33) + "-0a1b2c3d-1",
        ]
    )
    func refuses(text: String) {
        #expect(EventID(text) == nil)
    }
}
