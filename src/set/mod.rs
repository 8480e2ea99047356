//! Sets of labels, ports and addresses, exact, and knowing nothing of netz.

pub mod cidr;
pub mod interval;
pub mod port;
pub mod selector;
