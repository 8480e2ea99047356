//! Sets of labels, ports, addresses, flows and rights, exact, and knowing nothing of netz.

pub mod cidr;
pub mod cover;
pub mod flow;
pub mod interval;
pub mod labels;
pub mod nearby;
pub mod port;
pub mod right;
pub mod rule;
pub mod selector;
