//! The one table of codes: every message that netz can give, its name, its level, its page.

use super::level::Level;
use std::fmt;

/// What a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The program can't be compiled; no level changes that.
    Error,
    /// A finding, with its default level.
    Lint(Level),
}

macro_rules! codes {
    ($($code:ident $variant:ident $name:literal $kind:expr $(, $cis:literal)*;)*) => {
        /// A stable code. Codes are never used again for something else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", stringify!($code), "`, `", $name, "`")] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// `N0601`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => stringify!($code),)* }
            }

            /// `any-port`: what `lint`, `-A`, `-W` and `-D` take.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Whether it is a lint, and its default level.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => $kind,)* }
            }

            /// The controls of the CIS Kubernetes Benchmark that it proves: `5.1.3`.
            #[must_use]
            pub const fn cis(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($cis),*],)* }
            }

            /// Its page, as Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!(
                        "../../docs/diagnostics/", stringify!($code), ".md"
                    )),)*
                }
            }
        }
    };
}

const ERROR: Kind = Kind::Error;
const DENY: Kind = Kind::Lint(Level::Deny);
const WARN: Kind = Kind::Lint(Level::Warn);
const ALLOW: Kind = Kind::Lint(Level::Allow);

codes! {
    // Text and syntax.
    N0001 Syntax "syntax" ERROR;
    N0002 UnclosedBrace "unclosed-brace" ERROR;
    N0003 UnclosedString "unclosed-string" ERROR;
    N0004 StrayBrace "stray-brace" ERROR;
    N0005 NestingTooDeep "nesting-too-deep" ERROR;
    N0006 LookAlike "look-alike" ERROR;
    N0007 InvalidUtf8 "invalid-utf8" ERROR;
    N0008 BinaryFile "binary-file" ERROR;
    N0009 BadEscape "bad-escape" ERROR;
    N0010 ClauseWithoutStatement "clause-without-statement" ERROR;
    N0011 EmptyProgram "empty-program" ERROR;
    N0012 NameForm "name-form" ERROR;
    N0013 DuplicateClause "duplicate-clause" ERROR;
    N0014 ReservedWord "reserved-word" ERROR;
    N0015 BadDate "bad-date" ERROR;
    N0016 FileTooLarge "file-too-large" ERROR;

    // Files.
    N0101 FileNotFound "file-not-found" ERROR;
    N0102 IncludeCycle "include-cycle" ERROR;
    N0103 OutsideRoot "outside-root" ERROR;
    N0104 AbsolutePath "absolute-path" ERROR;
    N0105 Unreadable "unreadable" ERROR;

    // Names and scopes.
    N0201 UnknownName "unknown-name" ERROR;
    N0202 DuplicateDeclaration "duplicate-declaration" ERROR;
    N0203 UnknownZone "unknown-zone" ERROR;
    N0204 NameConflict "name-conflict" ERROR;
    N0205 OutsideZone "outside-zone" ERROR;
    N0206 SecondScope "second-scope" ERROR;
    N0207 GlobMatchesNothing "glob-matches-nothing" ERROR;
    N0208 EmptyFor "empty-for" ERROR;
    N0209 UnknownVariable "unknown-variable" ERROR;
    N0210 MisplacedStatement "misplaced-statement" ERROR;
    N0211 UnknownLint "unknown-lint" ERROR;
    N0212 TooManyExpansions "too-many-expansions" ERROR;

    // Zones, segments, clusters.
    N0301 LabelZoneIsolates "label-zone-isolates" ERROR;
    N0302 LabelZoneGrants "label-zone-grants" ERROR;
    N0303 NamespaceTaken "namespace-taken" ERROR;
    N0304 InvalidName "invalid-name" ERROR;
    N0305 InvalidLabel "invalid-label" ERROR;
    N0306 PodSecurity "pod-security" ERROR;
    N0307 Quota "quota" ERROR;
    N0308 ExclusiveTooWide "exclusive-too-wide" ERROR;
    N0309 ClusterStatement "cluster-statement" ERROR;
    N0310 ClusterChoice "cluster-choice" ERROR;
    N0311 UnknownCluster "unknown-cluster" ERROR;
    N0312 ExternZone "extern-zone" ERROR;

    // Endpoints, addresses, ports.
    N0401 BadAddress "bad-address" ERROR;
    N0402 ExceptOutside "except-outside" ERROR;
    N0403 ExceptFamily "except-family" ERROR;
    N0404 AddressTwice "address-twice" ERROR;
    N0405 BadPort "bad-port" ERROR;
    N0406 UnknownPort "unknown-port" ERROR;
    N0407 NoPorts "no-ports" ERROR;
    N0408 Icmp "icmp" ERROR;
    N0409 PortsAfterServices "ports-after-services" ERROR;
    N0410 UndeclaredApiServer "undeclared-apiserver" ERROR;
    N0411 UndeclaredNodes "undeclared-nodes" ERROR;
    N0412 HostEndpoint "host-endpoint" ERROR;
    N0413 GlobEndpoint "glob-endpoint" ERROR;
    N0414 HalfInAssertion "half-in-assertion" ERROR;
    N0415 EndpointKind "endpoint-kind" ERROR;
    N0416 CidrHostBits "cidr-host-bits" ERROR;
    N0420 UnresolvedService "unresolved-service" ERROR;
    N0421 UnknownService "unknown-service" ERROR;
    N0422 ServiceWithoutPods "service-without-pods" ERROR;
    N0423 ServiceOutsideZones "service-outside-zones" ERROR;
    N0424 ServiceAsSource "service-as-source" ERROR;

    // Subjects, grants, resources.
    N0501 UnknownSubject "unknown-subject" ERROR;
    N0502 SegmentWithoutAccount "segment-without-account" ERROR;
    N0503 UnknownResource "unknown-resource" ERROR;
    N0504 UnknownVerb "unknown-verb" ERROR;
    N0505 VerbNotServed "verb-not-served" ERROR;
    N0506 NoScope "no-scope" ERROR;
    N0507 ClusterScoped "cluster-scoped" ERROR;
    N0508 DeadName "dead-name" ERROR;
    N0509 ExceptNothing "except-nothing" ERROR;
    N0510 UnknownRole "unknown-role" ERROR;
    N0511 AccountNamespace "account-namespace" ERROR;
    N0512 UrlScope "url-scope" ERROR;
    N0513 MixedResources "mixed-resources" ERROR;
    N0514 EmptyGrant "empty-grant" ERROR;
    N0515 BadCustomResource "bad-custom-resource" ERROR;
    N0516 ConnectWithoutCreate "connect-without-create" WARN;

    // Findings about RBAC: what a right is good for in the wrong hands.
    N0531 Escalate "escalate" DENY, "5.1.8";
    N0532 Bind "bind" DENY, "5.1.8";
    N0533 RbacWrite "rbac-write" DENY;
    N0534 Impersonate "impersonate" DENY, "5.1.8";
    N0535 AccountToken "account-token" DENY, "5.1.13";
    N0536 TokenSecret "token-secret" DENY, "5.1.2";
    N0537 CertificateApproval "certificate-approval" DENY, "5.1.11";
    N0538 CertificateSigning "certificate-signing" DENY;
    N0539 TrustBundleWrite "trust-bundle-write" DENY;
    N0540 NodesProxy "nodes-proxy" DENY, "5.1.10";
    N0541 PodsCreate "pods-create" DENY, "5.1.4";
    N0542 WorkloadsWrite "workloads-write" DENY, "5.1.4";
    N0543 PodsChange "pods-change" DENY;
    N0544 PodsExec "pods-exec" DENY;
    N0545 PodsConnect "pods-connect" DENY;
    N0546 StorageWrite "storage-write" DENY, "5.1.9";
    N0547 WebhookWrite "webhook-write" DENY, "5.1.12";
    N0548 AdmissionPolicyWrite "admission-policy-write" DENY;
    N0549 DefinitionWrite "crd-write" DENY;
    N0550 ApiServiceWrite "apiservice-write" DENY;
    N0551 NodesWrite "nodes-write" DENY;
    N0552 StatusWrite "status-write" WARN;
    N0553 PodsMove "pods-move" WARN;
    N0554 AccountsWrite "accounts-write" DENY;
    N0555 SystemConfig "system-config" DENY;
    N0556 EventsDelete "events-delete" WARN;
    N0557 NetworkPolicyWrite "network-policy-write" DENY;
    N0558 TrafficWrite "traffic-write" DENY;
    N0559 QuotaWrite "quota-write" WARN;
    N0560 SchedulingWrite "scheduling-write" WARN;
    N0561 NamespacesWrite "namespaces-write" DENY;
    N0562 GitopsWrite "gitops-write" DENY;
    N0563 PolicyEngineWrite "policy-engine-write" DENY;
    N0564 SystemLeases "system-leases" WARN;

    // Where rights and the network meet.
    N0581 PolicyWriter "policy-writer" DENY, "5.3.2";
    N0582 LabelSpoof "label-spoof" WARN, "5.1.4";
    N0583 NamespaceRelabel "namespace-relabel" WARN, "5.6.1";
    N0584 GuardWriter "guard-writer" WARN, "5.1.12";
    N0585 Tunnel "tunnel" WARN;
    N0586 ServiceHijack "service-hijack" WARN;
    N0587 SecretCrossing "secret-crossing" WARN, "5.1.2";
    N0588 EscalationPath "escalation-path" DENY, "5.1.1", "5.1.4";
    N0589 ApiWithoutRights "api-without-rights" WARN;

    // Findings about the network.
    N0601 AnyPort "any-port" WARN, "5.3.2";
    N0602 AnyPeer "any-peer" WARN, "5.3.2";
    N0603 WideCidr "wide-cidr" WARN, "5.3.2";
    N0604 CidrOverlapsCluster "cidr-overlaps-cluster" WARN;
    N0605 MetadataAddress "metadata-address" WARN;
    N0606 ImplicitSegment "implicit-segment" WARN;
    N0607 OpenEnd "open-end" WARN, "5.3.2";
    N0608 OpenZone "open-zone" WARN, "5.3.2";
    N0609 DnsCut "dns-cut" WARN;
    N0610 AssumedDns "assumed-dns" WARN;
    N0611 SourceNat "source-nat" WARN;
    N0612 Expired "expired" DENY;
    N0613 UnusedSegment "unused-segment" WARN;
    N0614 UnusedNet "unused-net" WARN;
    N0615 UnusedService "unused-service" WARN;
    N0616 UnusedPort "unused-port" WARN;
    N0617 NeverMatches "never-matches" DENY;
    N0618 EmptySelector "empty-selector" WARN;
    N0619 IsolatedWithoutBaseline "isolated-without-baseline" ALLOW, "5.2.5";
    N0620 ApiUnreachable "api-unreachable" WARN;
    N0621 OneSided "one-sided" ALLOW;
    N0622 OpenedElsewhere "opened-elsewhere" ALLOW;
    N0623 OpenDirection "open-direction" ALLOW, "5.3.2";
    N0624 RedundantFlow "redundant-flow" WARN;
    N0625 ShadowedFlow "shadowed-flow" WARN;
    N0626 OverlappingSegments "overlapping-segments" ALLOW;
    N0627 EqualSegments "equal-segments" WARN;
    N0628 ExpiresSoon "expires-soon" ALLOW;
    N0629 MissingReason "missing-reason" ALLOW;
    N0630 MissingOwner "missing-owner" ALLOW;
    N0631 LateralPath "lateral-path" ALLOW;
    N0632 NamedPort "named-port" ALLOW;
    N0633 EndPort "end-port" ALLOW;
    N0634 SctpPort "sctp-port" ALLOW;

    // Policies of others, and tests.
    N0640 Widened "widened" WARN;
    N0641 Narrowed "narrowed" WARN;
    N0642 TestStatement "test-statement" ERROR;
    N0643 TestChangesPolicy "test-changes-policy" ERROR;

    // The program beside what runs.
    N0644 UnmatchedSegment "unmatched-segment" WARN;
    N0645 WorkloadWithoutSegment "workload-without-segment" WARN;
    N0646 WorkloadInSegments "workload-in-segments" WARN;
    N0647 UndeclaredPort "undeclared-port" WARN;
    N0648 ServicePort "service-port" WARN;
    N0649 UnknownPortName "unknown-port-name" WARN;
    N0650 HostNetwork "host-network" WARN;
    N0651 UndeclaredAccount "undeclared-account" WARN;
    N0652 ShutEntrance "shut-entrance" WARN;

    // Findings about RBAC: breadth, subjects, what is left over.
    N0701 WildcardVerb "wildcard-verb" DENY, "5.1.3";
    N0702 WildcardResource "wildcard-resource" DENY, "5.1.3";
    N0703 WildcardSubresource "wildcard-subresource" DENY, "5.1.3";
    N0704 WildcardGroup "wildcard-group" DENY, "5.1.3";
    N0705 WildcardUrl "wildcard-url" DENY, "5.1.3";
    N0706 ClusterWide "cluster-wide" WARN;
    N0707 SecretsRead "secrets-read" DENY, "5.1.2";
    N0708 ListWithNames "list-with-names" WARN;
    N0709 UnusedRole "unused-role" WARN;
    N0710 UnusedAccount "unused-account" WARN;
    N0711 UnlistedVerb "unlisted-verb" WARN;
    N0712 UnusedSubject "unused-subject" WARN;
    N0713 SystemMasters "system-masters" DENY, "5.1.7";
    N0714 Everybody "everybody" DENY;
    N0715 EveryAccount "every-account" DENY;
    N0716 SystemName "system-name" WARN;
    N0717 AccountAsUser "account-as-user" WARN;
    N0718 DefaultAccount "default-account" DENY, "5.1.5";
    N0719 UserGrant "user-grant" ALLOW;
    N0720 ForeignAccount "foreign-account" ALLOW;
    N0721 AdminRole "admin-role" DENY, "5.1.1";
    N0722 UnknownClusterRole "unknown-cluster-role" WARN;
    N0723 RedundantRight "redundant-right" WARN;
    N0724 EqualRoles "equal-roles" WARN;
    N0725 BuiltInRoleName "built-in-role-name" WARN;
    N0726 SeveralIdentities "several-identities" WARN;

    // Findings about objects that nobody wrote in netz.
    N0730 MissingRole "missing-role" WARN;
    N0731 DeadRule "dead-rule" WARN;
    N0732 AggregatedRole "aggregated-role" WARN;
    N0733 EmptyBinding "empty-binding" WARN;
    N0734 MissingAccount "missing-account" WARN;
    N0740 SelectsNoPod "selects-no-pod" WARN;
    N0741 PeerWithoutPods "peer-without-pods" WARN;
    N0742 ImpliedTypes "implied-types" WARN;
    N0743 IgnoredRules "ignored-rules" WARN;
    N0744 PortWithoutPods "port-without-pods" WARN;
    N0745 EmptyList "empty-list" WARN;
    N0746 SplitPeer "split-peer" WARN;
    N0747 HostNetworkPod "host-network-pod" WARN, "5.2.5";
    N0748 MisleadingName "misleading-name" WARN, "5.3.2";

    // Objects.
    N0801 DuplicateObject "duplicate-object" ERROR;
    N0802 InvalidObject "invalid-object" ERROR;
    N0803 UnreadableManifest "unreadable-manifest" ERROR;
    N0804 InvalidManifest "invalid-manifest" ERROR;
    N0805 AssumedNamespace "assumed-namespace" WARN;
    N0806 AmbiguousYaml "ambiguous-yaml" WARN;
    N0807 DuplicateManifest "duplicate-manifest" ERROR;
    N0808 LooseCidr "loose-cidr" WARN;

    // Questions.
    N0821 AmbiguousName "ambiguous-name" ERROR;
    N0822 NotAQuestion "not-a-question" ERROR;

    // Objects to a program: what it doesn't say, and whether it means what they mean.
    N0830 IsolationLeftOut "isolation-left-out" WARN;
    N0831 PortNameLeftOut "port-name-left-out" WARN;
    N0832 PodSecurityLeftOut "pod-security-left-out" WARN;
    N0833 QuotaLeftOut "quota-left-out" WARN;
    N0834 RightLeftOut "right-left-out" WARN;
    N0835 SubjectLeftOut "subject-left-out" WARN;
    N0836 StatementLeftOut "statement-left-out" WARN;
    N0837 DeadRightLeftOut "dead-right-left-out" WARN;
    N0838 BindingLeftOut "binding-left-out" WARN;
    N0839 RoleLeftOut "role-left-out" WARN;
    N0840 ImportDiffers "import-differs" ERROR;
    N0841 ImportUnproved "import-unproved" ERROR;

    // Recorded connections to a program: what it leaves out.
    N0850 UnreadableFlow "unreadable-flow" ERROR;
    N0851 TooManyConnections "too-many-connections" ERROR;
    N0852 NamelessPods "nameless-pods" WARN;
    N0853 UnnamedEnd "unnamed-end" WARN;
    N0854 OtherProtocol "other-protocol" ALLOW;
    N0855 NoConnection "no-connection" ALLOW;

    // Proofs, and netz itself.
    N0901 NotProved "not-proved" DENY;
    N0902 ProofUnfinished "proof-unfinished" ERROR;
    N0903 AssertionFails "assertion-fails" ERROR;
    N0904 NotFinished "not-finished" ERROR;
    N0905 ProofAssumes "proof-assumes" ALLOW;
    N0906 RightsAssertionFails "rights-assertion-fails" ERROR;
    N0998 EmittedDiffers "emitted-differs" ERROR;
    N0999 Internal "internal" ERROR;
}

impl Code {
    /// The code of an id (`N0601`, any case) or of a name (`any-port`).
    #[must_use]
    pub fn find(word: &str) -> Option<Self> {
        let named = |code: &&Self| code.id().eq_ignore_ascii_case(word) || code.name() == word;
        Self::ALL.iter().find(named).copied()
    }

    /// Whether it is true of a program only where it is true for each of its clusters.
    #[must_use]
    pub const fn is_of_all_clusters(self) -> bool {
        matches!(
            self,
            Self::UnusedSegment | Self::UnusedNet | Self::UnusedService | Self::UnusedPort
        )
    }

    /// The first sentence of its page: what it is about.
    #[must_use]
    pub fn summary(self) -> &'static str {
        let mut lines =
            self.page().lines().skip_while(|line| line.starts_with('#') || line.is_empty());
        lines.next().unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}
