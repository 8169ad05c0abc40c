import net from 'node:net';

/** A way from one process to one server, over a port of ours: it can be cut and slowed down, and survives the server. */
export interface Way {
  readonly port: number;
  /** Where new connections lead from now on. */
  pointTo(port: number): void;
  /** Resets every connection, with whatever was on it. Returns how many there were. */
  cut(): number;
  /** For FOR_MS, everything takes DELAY_MS longer, in each direction. */
  slow(delayMs: number, forMs: number): void;
  /** For FOR_MS nothing gets through in either direction, and no connection breaks: a network that swallows packets. */
  hold(forMs: number): void;
  /** Whatever hinders now hinders no longer. */
  clear(): void;
  close(): Promise<void>;
}

interface Weather {
  delayMs: number;
  slowUntilMs: number;
  heldUntilMs: number;
}

/** Opens a way to a port of the loopback interface. Bytes keep their order and are never repeated. */
export async function openWay(to: number): Promise<Way> {
  let target = to;
  const weather: Weather = { delayMs: 0, slowUntilMs: 0, heldUntilMs: 0 };
  const pairs = new Set<readonly [net.Socket, net.Socket]>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = net.connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair = [near, far] as const;
    pairs.add(pair);
    pass(near, far, weather);
    pass(far, near, weather);
    for (const socket of pair) socket.on('close', () => pairs.delete(pair));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): number => {
    const count = pairs.size;
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    pairs.clear();
    return count;
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    pointTo: (port) => {
      target = port;
    },
    cut,
    slow: (delayMs, forMs) => {
      weather.delayMs = delayMs;
      weather.slowUntilMs = performance.now() + forMs;
    },
    hold: (forMs) => {
      weather.heldUntilMs = performance.now() + forMs;
    },
    clear: () => {
      weather.slowUntilMs = 0;
      weather.heldUntilMs = 0;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hands on what FROM sends and how it ends, in order, as late as the weather makes it. */
function pass(from: net.Socket, to: net.Socket, weather: Weather): void {
  let lastMs = 0;
  const later = (act: () => void): void => {
    const nowMs = performance.now();
    const slowedMs = weather.slowUntilMs > nowMs ? nowMs + weather.delayMs : nowMs;
    const dueMs = Math.max(slowedMs, weather.heldUntilMs, lastMs);
    lastMs = dueMs;
    if (dueMs <= nowMs) act();
    else setTimeout(act, Math.ceil(dueMs - nowMs)).unref();
  };
  from.on('data', (chunk) => later(() => to.writable && to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => {}); // 'close' follows
  from.on('close', () => later(() => to.destroy()));
}
