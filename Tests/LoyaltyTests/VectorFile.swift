import Foundation
import Loyalty

/// The worked examples of Fixtures/vectors.json, read into the core's types.
struct VectorFile {
    typealias Object = [String: Any]

    let functions: [Object]

    /// Reads the file beside this one.
    init() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/vectors.json")
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        let object = try VectorFile.cast(root, Object.self)
        functions = try VectorFile.cast(object["functions"], [Object].self)
    }

    /// Something in the file that this reader does not know.
    struct Surprise: Error {
        let what: String
    }

    /// A value of a type.
    static func cast<Value>(_ value: Any?, _ type: Value.Type) throws -> Value {
        guard let value = value as? Value else {
            throw Surprise(what: "\(String(describing: value)) is no \(type)")
        }
        return value
    }

    /// An RFC 3339 date and time.
    static func instant(_ text: Any?) throws -> Instant {
        let date = try Date(cast(text, String.self), strategy: .iso8601)
        return Instant(unixSeconds: Int64(date.timeIntervalSince1970))
    }

    /// A date.
    static func date(_ text: Any?) throws -> LocalDate {
        let parts = try cast(text, String.self).split(separator: "-").compactMap { Int($0) }
        return LocalDate(year: parts[0], month: parts[1], day: parts[2])
    }

    /// A duration of one part, such as P3D.
    static func duration(_ text: String) throws -> CalendarDuration {
        guard let count = Int(text.dropFirst().dropLast()) else { throw Surprise(what: text) }
        switch text.last {
        case "Y": return CalendarDuration(months: count * 12)
        case "M": return CalendarDuration(months: count)
        case "W": return CalendarDuration(days: count * 7)
        case "D": return CalendarDuration(days: count)
        default: throw Surprise(what: text)
        }
    }

    /// A period.
    static func period(_ value: Any?) throws -> Period {
        let object = try cast(value, Object.self)
        if let count = object["workdays"] as? Int { return .workdays(count) }
        if let at = object["at"] { return .at(try instant(at)) }
        let edge = try Period.Edge(rawValue: object["round"] as? String ?? "exact")
            .orThrow("\(object)")
        return .after(try duration(cast(object["after"], String.self)), edge)
    }
}

extension Optional {
    /// The value, or an error that names what is missing.
    func orThrow(_ what: String) throws -> Wrapped {
        guard let self else { throw VectorFile.Surprise(what: what) }
        return self
    }
}
