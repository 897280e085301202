extension LoyaltyState {
    /// A credential becomes an identity of a member; it may belong to nobody yet, them included.
    mutating func link(_ link: CredentialLink) -> Workspace.Answer {
        switch person(.member(link.member)) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            guard credentialMembers[link.credential] == nil else {
                return .refused(.credentialInUse)
            }
            catchUp(account)
            touch(account)
            change(link.credential, to: member)
            changeDetails(member) { $0.credentials.append(link.credential) }
            return .applied(Effect())
        }
    }

    /// A credential stops being an identity of a member.
    mutating func unlink(_ link: CredentialLink) -> Workspace.Answer {
        switch person(.member(link.member)) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            guard credentialMembers[link.credential] == member else {
                return .refused(.unknownCredential)
            }
            catchUp(account)
            touch(account)
            change(link.credential, to: nil)
            changeDetails(member) { details in
                details.credentials.removeAll { $0 == link.credential }
            }
            return .applied(Effect())
        }
    }

    /// Puts a link in place; nil: the credential is nobody's.
    mutating func change(_ credential: Credential, to member: Int32?) {
        let old = credentialMembers[credential]
        undo.note { $0.credentialMembers[credential] = old }
        credentialMembers[credential] = member
    }
}
