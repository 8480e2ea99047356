//! Sets of labels, ports, addresses and flows, exact, and knowing nothing of netz.

pub mod cidr;
pub mod cover;
pub mod flow;
pub mod interval;
pub mod labels;
pub mod port;
pub mod rule;
pub mod selector;
