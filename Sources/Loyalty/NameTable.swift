/// Numbers for names, in order of first appearance; a number is never given to another name while
/// the name is there.
///
/// A hash table with linear probing. Names leave newest first, so a place can simply be emptied: no
/// other name has stepped over it.
struct NameTable: Sendable {
    /// The names by number.
    private(set) var names: [String] = []
    /// A power of two of places, at least half of them empty (0): the number of a name plus one,
    /// and above it the upper half of its digest.
    private var places: [UInt64] = []

    /// Makes a table with some names.
    init(_ names: [String] = []) {
        for name in names { insert(name) }
    }

    /// How many there are.
    var count: Int { names.count }

    /// A name by its number.
    subscript(number: Int32) -> String { names[Int(number)] }

    /// The number of a name; nil: not there.
    subscript(name: ByteText) -> Int32? {
        guard !names.isEmpty else { return nil }
        let tag = NameTable.tag(of: name)
        let mask = places.count &- 1
        var place = Int(tag) & mask
        while places[place] != 0 {
            let number = Int(places[place] & 0xFFFF_FFFF) &- 1
            if places[place] >> 32 == tag, ByteText(names[number]) == name { return Int32(number) }
            place = (place &+ 1) & mask
        }
        return nil
    }

    /// The number of a name that is there.
    func index(of name: String) -> Int32 {
        guard let number = self[ByteText(name)] else {
            preconditionFailure("'\(name)' is not in the programme")
        }
        return number
    }

    /// The number of a name; nil: not there.
    func existingIndex(of name: String) -> Int32? { self[ByteText(name)] }

    /// The number of a name, which is added when it is new.
    @discardableResult
    mutating func insert(_ name: String) -> Int32 { self[ByteText(name)] ?? append(name) }

    /// Adds a name that is not there; its number is the next one.
    @discardableResult
    mutating func append(_ name: String) -> Int32 {
        if places.count < 2 * (names.count + 1) { spread(over: max(8, 2 * places.count)) }
        let number = Int32(names.count)
        put(NameTable.tag(of: ByteText(name)), number)
        names.append(name)
        return number
    }

    /// Takes the newest name away.
    mutating func removeLast() {
        let name = names.removeLast()
        let entry = NameTable.tag(of: ByteText(name)) << 32 | UInt64(names.count + 1)
        let mask = places.count - 1
        var place = Int(entry >> 32) & mask
        while places[place] != entry { place = (place + 1) & mask }
        places[place] = 0
    }

    /// Makes room for so many names.
    mutating func reserve(_ count: Int) {
        names.reserveCapacity(count)
        var size = max(8, places.count)
        while size < 2 * count { size *= 2 }
        if size > places.count { spread(over: size) }
    }

    /// Spreads the names over more places, in their order, as if they came anew.
    private mutating func spread(over size: Int) {
        var tags: [UInt64] = Array(repeating: 0, count: names.count)
        for entry in places where entry != 0 { tags[Int(entry & 0xFFFF_FFFF) - 1] = entry >> 32 }
        places = Array(repeating: 0, count: size)
        for (number, tag) in tags.enumerated() { put(tag, Int32(number)) }
    }

    private mutating func put(_ tag: UInt64, _ number: Int32) {
        let mask = places.count &- 1
        var place = Int(tag) & mask
        while places[place] != 0 { place = (place &+ 1) & mask }
        places[place] = tag << 32 | UInt64(number + 1)
    }

    @inline(__always)
    private static func tag(of name: ByteText) -> UInt64 { name.digest >> 32 }
}
