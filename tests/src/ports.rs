//! Ports that stay free for a server that is yet to listen, or that listens again.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::ensure;
use tokio::net::TcpSocket;

/// A port where a server can listen, and listen again after it has ended: as long as this lives, the
/// system gives the port to nothing else.
///
/// Otherwise the system may give the port to an outgoing connection, or to another server that asks for a free
/// one. That includes 50100, where the API of the course listens.
#[derive(Debug)]
pub struct ReservedPort {
    number: u16,
    _held: Option<TcpSocket>,
}

impl ReservedPort {
    /// Reserves this port, or with 0 any free one.
    ///
    /// # Errors
    /// If something has it already, or none is free.
    pub fn new(number: u16) -> io::Result<Self> {
        // What never listens shares its port with others that allow it. Windows has another idea of that,
        // and gives connections ports in turn, so that it takes long until one comes again.
        if cfg!(unix) {
            let held = TcpSocket::new_v4()?;
            held.set_reuseaddr(true)?;
            held.bind((Ipv4Addr::UNSPECIFIED, number).into())?;
            return Ok(Self {
                number: held.local_addr()?.port(),
                _held: Some(held),
            });
        }
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, number))?;
        Ok(Self {
            number: free.local_addr()?.port(),
            _held: None,
        })
    }

    /// The port.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.number
    }

    /// The address of a server that listens there.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.number)
    }
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
