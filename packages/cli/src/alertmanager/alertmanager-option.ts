export const ALERTMANAGER = ["--alertmanager <url>", "where it is; default that of the platform's links"] as const;
