import type { ExchangeId } from '@breakwater/core';

/** Where an exchange lets people trade money that is none, the usual place first. Sources: Binance USD-M, "General Info": Testnet; Bybit v5, "Integration Guidance". */
const PLACES: Readonly<Record<ExchangeId, readonly { readonly url: string; readonly streamUrl: string }[]>> = {
  binance: [
    { url: 'https://testnet.binancefuture.com', streamUrl: 'wss://stream.binancefuture.com' },
    { url: 'https://demo-fapi.binance.com', streamUrl: 'wss://fstream.binancefuture.com' },
  ],
  bybit: [
    { url: 'https://api-testnet.bybit.com', streamUrl: 'wss://stream-testnet.bybit.com' },
    { url: 'https://api-demo.bybit.com', streamUrl: 'wss://stream-demo.bybit.com' },
  ],
};
const OWN_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export interface Place {
  readonly url: string;
  readonly streamUrl: string;
}

/**
 * Where requests and streams go; null of both: the exchange's testnet. Only hosts that are known to trade no money, and this machine, pass:
 * of any other nobody here can tell whether it leads to the real one. Throws a sentence for those.
 */
export function choosePlace(venue: ExchangeId, url: string | null, streamUrl: string | null): Place {
  const [usual] = PLACES[venue];
  const chosen = url === null ? usual!.url : readOrigin('--url', url, ['http:', 'https:']);
  insistOnTest(venue, '--url', chosen);
  const known = PLACES[venue].find((place) => place.url === chosen);
  const stream = streamUrl === null ? (known?.streamUrl ?? chosen.replace(/^http/, 'ws')) : readOrigin('--stream-url', streamUrl, ['ws:', 'wss:']);
  if (streamUrl !== null) insistOnTest(venue, '--stream-url', stream);
  return { url: chosen, streamUrl: stream };
}

function readOrigin(option: string, text: string, protocols: readonly string[]): string {
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) throw new Error(`${option} is "${text}", and must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`);
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}

function insistOnTest(venue: ExchangeId, option: string, address: string): void {
  const { hostname, protocol } = new URL(address);
  if (OWN_MACHINE.test(hostname)) return;
  const hosts = PLACES[venue].flatMap((place) => [place.url, place.streamUrl]);
  if (hosts.includes(address)) return;
  const isPlain = protocol === 'http:' || protocol === 'ws:';
  throw new Error(`${option} names ${hostname}, ${isPlain && hosts.some((host) => new URL(host).hostname === hostname) ? 'without encryption' : 'which may trade real money'}: cards go to ${hosts.filter((host) => host.startsWith(option === '--url' ? 'http' : 'ws')).join(', ')} or this machine.`);
}
