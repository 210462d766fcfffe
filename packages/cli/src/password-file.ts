/** Variable that names the file with the password of Prometheus and Alertmanager: one on a command line is seen by everybody. */
export const PASSWORD_FILE = "PLATFORM_PASSWORD_FILE";
export const PASSWORD_HINT = `Set ${PASSWORD_FILE} to the file with the password.`;
