/// Sales as a till writes them.
enum SaleTexts {
    /// The least that a sale has.
    static let plain = sale()

    /// Everything that a sale can have.
    static let full = """
        {"id":"s-1","station":"main","at":"2026-05-31T14:05:09+03:00","receipt":"R 17",
        "fiscal":"9999-1-2","partner":"cafe","currency":"RUB",
        "credential":{"barcode":"2000000000008"},
        "lines":[{"gtin":"4607034171155","quantity":0.742,"unitMinor":12990,"totalMinor":9639,
        "category":"cheese","brand":"Луг"},
        {"sku":"A-1","quantity":"2","unitMinor":5000,"totalMinor":10000}]}
        """

    /// A sale of one line with further fields.
    static func sale(
        _ fields: String = "",
        id: String = "s-1",
        line: String = #""quantity":1,"unitMinor":100,"totalMinor":100"#
    ) -> String {
        let rest = fields.isEmpty ? "" : "," + fields
        return #"{"id":"\#(id)","station":"main","lines":[{\#(line)}]\#(rest)}"#
    }
}
