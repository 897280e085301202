package import Loyalty

/// One part of a programme, said as one sentence.
package struct Explanation: Hashable, Sendable {
    /// Where it stands: `rules.base`, `pots.PTS`, `versions[0].programme.rules.base`.
    package let path: String
    /// The sentence in Russian.
    package let ru: String
    /// The sentence in English.
    package let en: String
}

extension ProgrammeFile {
    /// Says every pot, rule, reward, ladder, offer and bound of a programme as one sentence in
    /// Russian and in English, for the people whose money it is; then those of its versions.
    ///
    /// - Parameter programme: A programme that was loaded: whatever loads can be said.
    /// - Returns: The sentences: pots in order of their ids, everything else as in the file.
    package static func explain(_ programme: Programme) -> [Explanation] {
        let explainer = Explainer(programme: programme)
        var found = explainer.explanations(prefix: "")
        for (index, version) in programme.versions.enumerated() {
            let explainer = Explainer(programme: version.programme)
            found += explainer.explanations(prefix: "versions[\(index)].programme.")
        }
        return found
    }
}
