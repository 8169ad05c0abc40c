/** How long a command waits for what it has closed, if nobody says otherwise. */
export const TIMEOUT_SECONDS = 60;
