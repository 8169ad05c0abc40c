/** A server that a script may use: its URL, and the function that gives it up (stops it, if the script started it). */
export interface RunningServer {
  url: string;
  /** Whether the script started it: another person's server is neither stopped nor emptied. */
  isOwn: boolean;
  stop(): Promise<void>;
}
