#!/bin/sh
# Writes the secrets of a fleet on the paper exchange, once; files that exist are kept.
set -eu
cd "$(dirname "$0")/secrets"
umask 077
random() { od -An -tx1 -N24 /dev/urandom | tr -d ' \n'; }
write() { [ -e "$1" ] || printf %s "$2" >"$1"; }
write postgres_password "$(random)"
write database_url "postgresql://breakwater:$(cat postgres_password)@postgres:5432/breakwater"
write binance_main_api_key "$(random)"
write binance_main_api_secret "$(random)"
# One key opens both venues of the paper exchange.
write bybit_main_api_key "$(cat binance_main_api_key)"
write bybit_main_api_secret "$(cat binance_main_api_secret)"
write board_password "$(random)"
write intake_token "$(random)"
write outcome_webhook_secret "$(random)"
write paper_admin_token "$(random)"
# The containers' user must be able to read what is mounted; the folder itself stays closed to others.
chmod 644 postgres_password database_url binance_main_api_key binance_main_api_secret bybit_main_api_key bybit_main_api_secret board_password intake_token outcome_webhook_secret paper_admin_token
chmod 700 .
