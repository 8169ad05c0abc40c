import net from 'node:net';

/**
 * Finds a TCP port on the loopback interface that nobody listens on. Another process may take it before the caller does: whoever
 * starts a server on it tries again with another one when it is taken.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
