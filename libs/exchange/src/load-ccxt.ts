import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { binanceusdm, bybit } from 'ccxt';

interface CcxtClasses {
  readonly binanceusdm: typeof binanceusdm;
  readonly bybit: typeof bybit;
}

/**
 * ccxt's class of one exchange, without the hundred others: 72 MB resident instead of 121. Its package exports only the
 * whole, so the file is named by its place relative to the package's entry. Rejects if ccxt is laid out differently.
 */
export async function loadCcxt<K extends keyof CcxtClasses>(id: K): Promise<CcxtClasses[K]> {
  const entry = pathToFileURL(createRequire(import.meta.url).resolve('ccxt'));
  const loaded = (await import(/* @vite-ignore */ new URL(`../js/src/${id}.js`, entry).href)) as { default: CcxtClasses[K] };
  return loaded.default;
}
