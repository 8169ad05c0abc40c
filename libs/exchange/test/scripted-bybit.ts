import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anAnswer } from './bybit-replies.ts';

/** One request as it came off the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly parameters: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** What is answered: a value as JSON, or a text as it is. */
type Script = (request: SeenRequest) => unknown;

/** A listener that says whatever a test wants it to say, for answers that no honest exchange would give. */
export interface ScriptedBybit {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  of(path: string): readonly SeenRequest[];
  /** From now on; what it returns is the whole body. */
  answer(path: string, script: Script): void;
  /** As `answer`, wrapped as a success. */
  tell(path: string, script: Script): void;
  /** As `tell`, for a list that fits on one page. */
  list(path: string, script: (request: SeenRequest) => readonly unknown[]): void;
  stop(): Promise<void>;
}

/** Listens on a free port; at first it knows the time, and nothing else. */
export async function startScriptedBybit(): Promise<ScriptedBybit> {
  const scripts = new Map<string, Script>([['/v5/market/time', () => ({ ...anAnswer({}), time: Date.now() })]]);
  const requests: SeenRequest[] = [];
  const listener = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => (body += String(chunk)));
    incoming.on('end', () => {
      const [path = '', query = ''] = (incoming.url ?? '').split('?');
      const request: SeenRequest = { method: incoming.method ?? '', path, query, parameters: new URLSearchParams(query), body, headers: incoming.headers };
      requests.push(request);
      const answer = scripts.get(path)?.(request) ?? { retCode: 10_016, retMsg: `nothing is scripted for ${path}`, result: {}, retExtInfo: {}, time: Date.now() };
      response.setHeader('content-type', 'application/json');
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const answer = (path: string, script: Script): void => void scripts.set(path, script);
  const tell = (path: string, script: Script): void => answer(path, (request) => anAnswer(script(request)));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    requests,
    of: (path) => requests.filter((request) => request.path === path),
    answer,
    tell,
    list: (path, script) => tell(path, (request) => ({ category: 'linear', nextPageCursor: '', list: script(request) })),
    async stop() {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
