import GRDB
import Glibc

extension LedgerError {
    /// The fault behind a system call that failed on a file or folder.
    static func system(_ number: Int32, call: String, path: String) -> LedgerError {
        switch number {
        case EACCES, EPERM:
            LedgerError(
                .noPermission,
                code: number,
                call: call,
                "\(path) may not be opened by this user: give the folder to the user that runs "
                    + "kopilka, or name another one with --state"
            )
        case EROFS:
            LedgerError(
                .readOnly,
                code: number,
                call: call,
                "\(path) lies on a file system that takes no writes: mount it for writing, or name "
                    + "another folder with --state"
            )
        case ENOSPC, EDQUOT, EFBIG:
            .diskFull(path: path, code: number, call: call)
        case ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG:
            LedgerError(
                .other,
                code: number,
                call: call,
                "\(path) is not the kind of file that is needed there: move it away, or name "
                    + "another folder with --state"
            )
        default:
            LedgerError(
                .io,
                code: number,
                call: call,
                "\(path) cannot be used, the system says \"\(errorText(number))\": check the disk "
                    + "and the kernel's log"
            )
        }
    }

    /// The file was removed or replaced while it was open.
    static func removed(path: String) -> LedgerError {
        LedgerError(
            .missing,
            "\(path) was removed or replaced while in use: stop the service and put the folder back"
        )
    }

    /// The fault behind anything that GRDB threw.
    static func database(_ error: any Error, path: String) -> LedgerError {
        if let known = error as? LedgerError { return known }
        guard let error = error as? DatabaseError else {
            return LedgerError(.other, "\(path) cannot be used: \(type(of: error)) was thrown")
        }
        let code = error.extendedResultCode.rawValue
        // The index of the log could not grow.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
            return .diskFull(path: path, code: code, call: "sqlite3")
        }
        return of(error.resultCode, code: code, path: path)
            ?? LedgerError(
                .other,
                code: code,
                call: "sqlite3",
                "\(path): SQLite says \"\(error.message ?? "nothing")\"; check the ledger with "
                    + "kopilka ledger verify"
            )
    }

    private static func of(_ result: ResultCode, code: Int32, path: String) -> LedgerError? {
        let (kind, message): (Kind, String)
        switch result {
        case .SQLITE_FULL: return .diskFull(path: path, code: code, call: "sqlite3")
        case .SQLITE_NOTADB: return .notADatabase(path: path, code: code)
        case .SQLITE_CORRUPT:
            (kind, message) = (
                .damaged, "is damaged: stop the service and restore the newest backup"
            )
        case .SQLITE_CONSTRAINT:
            (kind, message) = (
                .conflict,
                "has a row already that contradicts the new one, such as an imported event of the "
                    + "same id: nothing of the batch was saved"
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            (kind, message) = (.busy, "is being written by another program: close that program")
        case .SQLITE_READONLY:
            (kind, message) = (.readOnly, "takes no writes: check the mount and the file's mode")
        case .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_CANTOPEN:
            (kind, message) = (
                .noPermission,
                "cannot be opened by this user: the file and its folder must be readable and "
                    + "writable for the user that runs kopilka"
            )
        case .SQLITE_IOERR, .SQLITE_NOMEM:
            (kind, message) = (
                .io, "cannot be read or written: check the disk and the kernel's log"
            )
        default:
            return nil
        }
        return LedgerError(kind, code: code, call: "sqlite3", "\(path) \(message)")
    }

    static func diskFull(path: String, code: Int32, call: String) -> LedgerError {
        LedgerError(
            .diskFull,
            code: code,
            call: call,
            "there is no room to save to \(path): free some space, nothing needs a restart"
        )
    }

    static func notADatabase(path: String, code: Int32 = 0) -> LedgerError {
        LedgerError(
            .notADatabase,
            code: code,
            call: code == 0 ? "" : "sqlite3",
            "\(path) is not a database, it was left untouched: restore a backup, or move it away "
                + "to begin a new ledger"
        )
    }

    static func closed(path: String) -> LedgerError {
        LedgerError(.closed, "\(path) is closed already: open the ledger again")
    }

    private static func errorText(_ number: Int32) -> String {
        // Strings of strerror_l are constant for known numbers; the copy is made at once.
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
