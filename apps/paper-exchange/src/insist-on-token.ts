import { isIP } from 'node:net';

/** Whether an address can be reached from this machine alone. */
function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === 'localhost' || host === '::1';
}

/** Throws where the admin API, which may do anything to every account, would be open to other machines without a token. */
export function insistOnToken(host: string, adminToken: string | null): void {
  if (isLoopback(host) || (adminToken !== null && adminToken !== '')) return;
  throw new Error(`--host ${host} lets other machines reach the admin API, which then needs a token: give one with --admin-token, or listen on 127.0.0.1.`);
}
