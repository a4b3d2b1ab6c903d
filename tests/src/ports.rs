//! The ports that the course's servers have when nothing else is set: the realm's and the API's.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::ensure;
use tokio::net::TcpSocket;

/// As long as the result lives, the system gives this port to no connection. A server can listen there.
///
/// 50100, where the API of the course listens, is among the ports that systems give to outgoing
/// connections. A client keeps a connection open for a while, and no server can listen there meanwhile.
///
/// # Errors
/// If something has it already.
pub fn reserve(port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // It never listens, and what does not listen shares its port with others that allow it. Windows has
    // another idea of that, and gives connections other ports.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::UNSPECIFIED, port).into())?;
    }
    Ok(socket)
}

/// Whether servers can listen on ports 8080 and 50100 now. The error says which one is in use.
///
/// # Errors
/// If something listens on one of them.
pub fn default_ports_are_free() -> anyhow::Result<()> {
    for port in [8080, 50100] {
        let free = TcpListener::bind(("::", port)).is_ok();
        ensure!(free, "something listens on port {port}");
    }
    Ok(())
}
