/** The part of undici's dispatch handler that is watched and passed on (undici 7, `Dispatcher.DispatchHandler`). */
export interface DispatchController {
  abort(reason: Error): void;
}
type Headers = Readonly<Record<string, string | string[] | undefined>>;
interface DispatchHandler {
  onRequestStart(controller: DispatchController, context: unknown): void;
  onRequestUpgrade(controller: DispatchController, status: number, headers: Headers, socket: unknown): void;
  onResponseStart(controller: DispatchController, status: number, headers: Headers, statusText?: string): void;
  onResponseData(controller: DispatchController, chunk: Buffer): void;
  onResponseEnd(controller: DispatchController, trailers: Headers): void;
  onResponseError(controller: DispatchController, error: Error): void;
}
interface DispatchOptions {
  readonly origin?: string | URL;
}
type Dispatch = (options: DispatchOptions, handler: DispatchHandler) => boolean;

/** What is told of one request while it is under way. */
export interface DispatchWatcher {
  /** The next thing that happens is the writing of the request. Returning false prevents it. */
  onStart(controller: DispatchController): boolean;
  /** The head of the reply came. */
  onReply(status: number, headers: Headers): void;
}

/**
 * An undici interceptor that sees every request of a ccxt instance: the only place that knows whether a request was
 * written, and the reply's head even if its body is lost. `findWatcher` is asked synchronously, once for each request.
 *
 * With an `origin`, connections go there instead, while URLs and signatures stay those of the real exchange (ccxt picks
 * its table of error classes by URL). Requests pass through once: nothing here sends again.
 */
export function watchDispatch(findWatcher: () => DispatchWatcher, origin: string | null) {
  return (dispatch: Dispatch): Dispatch =>
    (options, handler) => {
      const watcher = findWatcher();
      const watched: DispatchHandler = {
        onRequestStart(controller, context) {
          if (!watcher.onStart(controller)) controller.abort(new Error('given up before it was sent'));
          else handler.onRequestStart(controller, context);
        },
        onRequestUpgrade: (controller, status, headers, socket) => handler.onRequestUpgrade(controller, status, headers, socket),
        onResponseStart(controller, status, headers, statusText) {
          watcher.onReply(status, headers);
          handler.onResponseStart(controller, status, headers, statusText);
        },
        onResponseData: (controller, chunk) => handler.onResponseData(controller, chunk),
        onResponseEnd: (controller, trailers) => handler.onResponseEnd(controller, trailers),
        onResponseError: (controller, error) => handler.onResponseError(controller, error),
      };
      return dispatch(origin === null ? options : { ...options, origin }, watched);
    };
}
