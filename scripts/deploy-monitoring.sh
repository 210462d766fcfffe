#!/usr/bin/env bash
# Deploys the monitoring of the platform that PLATFORM_CONFIG names (default: the example).
#
#   scripts/deploy-monitoring.sh              in containers, by Docker Compose
#   scripts/deploy-monitoring.sh kubernetes   in the cluster of kubectl's current context
#   scripts/deploy-monitoring.sh native       from the packages of this machine's system
#
# Everything after that goes to `platform stack deploy`: --profile proxy, --env-file, --secrets, --json, …
# Exit codes: 0 deployed; 1 the definitions are not sound; 2 wrong arguments; 3 this machine lacks something, and nothing was changed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=compose
case "${1:-}" in
  "" | -*) ;;
  compose | native | kubernetes)
    target=$1
    shift
    ;;
  *)
    echo "deploy-monitoring.sh: unknown target '$1'; there are compose (default), kubernetes and native." >&2
    exit 2
    ;;
esac

exec node scripts/setup.mjs -- packages/cli/src/bin.ts stack deploy \
  --target "$target" \
  --config "${PLATFORM_CONFIG:-examples/travel-platform/platform.config.ts}" \
  --state "${PLATFORM_STATE:-.data/monitoring}" \
  "$@"
