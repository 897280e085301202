import CanonicalJSON

/// A whole answer: status, fields, body.
struct Answer: Hashable, Sendable {
    /// HTTP status code.
    var status: Int
    /// `Content-Type`.
    var contentType: String
    /// Fields beyond those that every answer has.
    var fields: [Field] = []
    /// The body.
    var body: [UInt8]
    /// The code of a refusal; nil: this is none.
    private(set) var refusal: String?

    /// One header field.
    struct Field: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// Fields of every answer, errors included.
    static let standardFields: [(String, String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                + "img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
                + "form-action 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]

    /// Makes an answer of bytes.
    init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// Makes an answer of JSON.
    init(status: Int, json: JSONValue) {
        self.init(status: status, contentType: "application/json", body: json.canonicalBytes())
        body.append(UInt8(ascii: "\n"))
    }

    /// Makes the answer of a refusal.
    init(_ error: APIError) {
        self.init(status: error.status, json: error.json)
        fields = error.fields
        refusal = error.code
    }
}

/// A refusal: one sentence that says what, where and how to mend, and a code for programs.
///
/// Never quotes a value of the request: values may be identifiers of people.
struct APIError: Error, Hashable, Sendable {
    /// HTTP status code.
    let status: Int
    /// Stable code in lowerCamelCase.
    let code: String
    /// The sentence.
    let message: String
    /// The field of the body at fault, such as `lines[2].quantity`; nil: no single one.
    var field: String?
    /// Header fields that the status asks for, such as `Allow`.
    var fields: [Answer.Field] = []

    init(_ status: Int, _ code: String, _ message: String, field: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
    }

    /// The refusal with a header field more.
    func adding(_ name: String, _ value: String) -> APIError {
        var error = self
        error.fields.append(.init(name: name, value: value))
        return error
    }

    /// `{"error": {"code", "message", "field"}}`.
    var json: JSONValue {
        var error: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
        if let field { error["field"] = .string(field) }
        return .object(["error": .object(error)])
    }
}
