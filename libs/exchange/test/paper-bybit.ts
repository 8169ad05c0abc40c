import { type ConnectedExchange, connectBybit } from '../src/index.ts';
import { type PaperKeys, type PaperProcess, startPaperProcess } from './paper-process.ts';

export interface BybitAccount extends PaperKeys {
  /** Connects with these keys; the caller closes. */
  connect(options?: { readonly timeoutMs?: number }): ConnectedExchange;
}

export interface PaperBybit extends PaperProcess {
  openAccount(options?: { readonly dual?: boolean }): Promise<BybitAccount>;
}

/** Starts a paper exchange of its own, as a process, on a free port, to be spoken with as Bybit. */
export async function startPaperBybit(flags: readonly string[] = []): Promise<PaperBybit> {
  const paper = await startPaperProcess('bybit', flags);
  return {
    ...paper,
    async openAccount({ dual = false } = {}) {
      const keys = await paper.openKeys(dual);
      return { ...keys, connect: ({ timeoutMs = 5_000 } = {}) => connectBybit({ account: 'main', ...keys, url: paper.url, timeoutMs }) };
    },
  };
}
