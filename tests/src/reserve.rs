//! Keeping a port for a server that starts later.

use std::io;
use std::net::Ipv4Addr;

use tokio::net::TcpSocket;

/// A port that the system does not give to any connection as long as this lives. A server can listen
/// there.
///
/// 50100, where the API of the course listens, is among the ports that systems give to outgoing
/// connections. A client keeps a connection open for a while, and so long no server could listen.
#[derive(Debug)]
pub struct Reserved {
    _socket: TcpSocket,
}

/// Reserves a port.
///
/// # Errors
/// If something has it already.
pub fn reserve(port: u16) -> io::Result<Reserved> {
    let socket = TcpSocket::new_v4()?;
    // It never listens, and what does not listen shares its port with others that allow it. Windows has
    // another idea of that, and gives connections other ports.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::UNSPECIFIED, port).into())?;
    }
    Ok(Reserved { _socket: socket })
}
