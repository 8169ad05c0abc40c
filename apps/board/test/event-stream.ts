/** One event of a stream as a client gets it. */
export interface StreamEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: any;
}

export interface OpenStream {
  readonly status: number;
  readonly headers: Headers;
  /** Events and comments so far, in the order of their arrival. */
  readonly events: readonly StreamEvent[];
  readonly comments: readonly string[];
  /** What EventSource would send as Last-Event-ID. */
  lastId(): string | null;
  /** Resolves when the server has ended it, or it broke off. */
  readonly ended: Promise<'ended' | 'broken'>;
  close(): void;
}

/** Opens a stream and reads it in the background, as the specification of server-sent events says. */
export async function openStream(url: string, headers: Readonly<Record<string, string>>): Promise<OpenStream> {
  const aborter = new AbortController();
  const response = await fetch(url, { headers, signal: aborter.signal });
  const events: StreamEvent[] = [];
  const comments: string[] = [];
  let lastId: string | null = null;
  const take = (block: string): void => {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) comments.push(line.slice(1).trim());
      else fields.set(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
    }
    const id = fields.get('id') ?? null;
    if (id !== null) lastId = id;
    const data = fields.get('data');
    if (data !== undefined) events.push({ id, event: fields.get('event') ?? 'message', data: JSON.parse(data) });
  };
  const read = async (): Promise<'ended' | 'broken'> => {
    let rest = '';
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        blocks.forEach(take);
      }
      return 'ended';
    } catch {
      return 'broken';
    }
  };
  return { status: response.status, headers: response.headers, events, comments, lastId: () => lastId, ended: read(), close: () => aborter.abort() };
}
