//! Nodes, volumes, and the cluster's own workloads.

use super::super::deed::{in_namespaces, of_cluster};
use super::super::{Entry, Kind, Severity};
use super::{ALTER, CHANGE, PROXY, WRITE, entry};
use Severity::{Critical, High, Medium};

const STORAGE: &str = "storage.k8s.io";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        Kind::NodesProxy,
        Critical,
        "run commands in every pod of a node through its kubelet, past admission and audit",
        &[of_cluster("", "nodes/proxy", PROXY)],
    ),
    entry(
        Kind::NodesWrite,
        High,
        "draw pods with their Secrets to a node, or drive them off it",
        &[of_cluster("", "nodes", WRITE), of_cluster("", "nodes/status", ALTER)],
    ),
    entry(
        Kind::StorageWrite,
        High,
        "mount any directory of a node, or the volume of somebody else",
        &[of_cluster("", "persistentvolumes", CHANGE)],
    ),
    entry(
        Kind::StorageWrite,
        Medium,
        "decide which driver provides the volumes of others, and how",
        &[
            of_cluster(STORAGE, "storageclasses", CHANGE),
            of_cluster(STORAGE, "csidrivers", CHANGE),
            of_cluster(STORAGE, "volumeattachments", CHANGE),
        ],
    ),
    entry(
        Kind::SystemConfig,
        High,
        "change what the cluster itself runs on: its DNS, its proxy, its identities in the cloud",
        &[in_namespaces("", "configmaps", WRITE)],
    )
    .of_system(),
    entry(
        Kind::SystemLeases,
        Medium,
        "stop the scheduler and the controllers by taking their locks",
        &[in_namespaces("coordination.k8s.io", "leases", WRITE)],
    )
    .of_system(),
    entry(
        Kind::SchedulingWrite,
        Medium,
        "have pods and requests of their choice served before those of others",
        &[
            of_cluster("scheduling.k8s.io", "priorityclasses", WRITE),
            of_cluster("flowcontrol.apiserver.k8s.io", "flowschemas", WRITE),
            of_cluster("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", WRITE),
            of_cluster("node.k8s.io", "runtimeclasses", WRITE),
        ],
    ),
];
