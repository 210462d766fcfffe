#!/usr/bin/env bash
# Runs what scripts/deploy-monitoring.sh has deployed.
#
#   scripts/manage-monitoring.sh start | stop | restart
#   scripts/manage-monitoring.sh status | health [--json]
#   scripts/manage-monitoring.sh logs [program] [--lines 50]
#   scripts/manage-monitoring.sh backup | restore [--verify]
#   scripts/manage-monitoring.sh update
#   scripts/manage-monitoring.sh cleanup [--yes]     without --yes it only says what it would remove
#
# Exit codes: 0 fine; 1 something is wrong; 2 wrong arguments; 3 this machine lacks something, and nothing was changed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

verb=${1:-}
case "$verb" in
  start | stop | restart | status | health | logs | backup | restore | cleanup) more=() ;;
  update) more=(--config "${PLATFORM_CONFIG:-examples/travel-platform/platform.config.ts}") ;;
  *)
    echo "manage-monitoring.sh: no verb \"$verb\"; there are start, stop, restart, status, health, logs, backup, restore, update and cleanup." >&2
    exit 2
    ;;
esac
shift

exec node scripts/setup.mjs -- packages/cli/src/bin.ts stack "$verb" \
  --state "${PLATFORM_STATE:-.data/monitoring}" \
  "${more[@]}" \
  "$@"
