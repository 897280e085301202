import Foundation

/// The checkout under test, read as text.
enum Tree {
    /// The repository's root.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// One file.
    struct File: Sendable, CustomStringConvertible {
        /// Path below the root.
        let path: String
        let lines: [Substring]

        var description: String { path }
    }

    /// Every file below a folder with one of these endings, sorted, build folders left out.
    static func files(under folder: String, endings: [String]) -> [File] {
        let base = root.appending(path: folder)
        let found = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        var files: [File] = []
        while let url = found?.nextObject() as? URL {
            let path = String(url.path.dropFirst(root.path.count + 1))
            guard !path.contains(".build"), endings.contains(url.pathExtension),
                let text = try? String(contentsOf: url, encoding: .utf8)
            else { continue }
            files.append(
                File(
                    path: path,
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                )
            )
        }
        return files.sorted { $0.path < $1.path }
    }

    /// The product's Swift files.
    static let sources = files(under: "Sources", endings: ["swift"])
    /// The tests' Swift files.
    static let tests = files(under: "Tests", endings: ["swift"])
    /// Every page of documentation.
    static let pages =
        files(under: "docs", endings: ["md"])
        + files(under: "udev", endings: ["md"]) + files(under: "hardware", endings: ["md"])
        + ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].compactMap(file)

    /// One file by its path below the root.
    static func file(_ path: String) -> File? {
        guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
            return nil
        }
        return File(
            path: path,
            lines: text.split(separator: "\n", omittingEmptySubsequences: false)
        )
    }
}
