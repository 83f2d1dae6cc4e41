# Two commands are all a newcomer needs: `make run` and `make test`.
.PHONY: run test test-rust test-web test-browser fuzz bench check gen web trial release
SHELL := /bin/bash

DATA ?= data/demo
RESIDENTS ?= 20000
AREA ?= 370203
LISTEN ?= 127.0.0.1:8080

run: trial ## Build everything and open a sample district at http://127.0.0.1:8080
	@echo "==> Starting Linli with a sample district (area $(AREA), $(RESIDENTS) residents) in $(DATA)"
	./target/trial/linli demo --area $(AREA) --residents $(RESIDENTS) --data $(DATA) --listen $(LISTEN)

trial: web
	@scripts/need cargo cc
	@echo "==> Building the program (the first time this compiles its libraries: about seven minutes on two cores)"
	cargo build --profile trial --locked -p service

release: web ## The program for real use: target/release/linli
	@scripts/need cargo cc
	@echo "==> Building the program for real use (the first time this takes several times as long as make run)"
	cargo build --release --locked -p service

web: web/dist/.built

web/node_modules/.installed: web/package.json web/package-lock.json
	@scripts/need node npm
	@echo "==> Installing the web libraries named in web/package-lock.json into web/node_modules"
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/.built: web/node_modules/.installed $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	@echo "==> Building the web pages that the program carries inside"
	cd web && npm run build
	@touch $@

test: test-rust test-web test-browser ## All tests, on SQLite and on PostgreSQL, pulls also from MariaDB
	@echo "==> All tests passed"

test-rust: web
	@scripts/need cargo cc curl openssl
	@echo "==> Rust tests on SQLite and on a private PostgreSQL; pulls also from a private MariaDB"
	scripts/with-postgres scripts/with-mysql cargo test --locked --workspace

test-web: web
	@echo "==> Web unit tests"
	cd web && npm run test

test-browser: web e2e/node_modules/.installed
	@scripts/need-browser
	@echo "==> Browser journeys"
	cargo build --locked -p service
	cd e2e && npm run test

e2e/node_modules/.installed: e2e/package.json e2e/package-lock.json
	@echo "==> Installing the browser driver named in e2e/package-lock.json into e2e/node_modules"
	cd e2e && npm ci --no-audit --no-fund
	@touch $@

check: web ## Formatting, lints, directions, front-end checks, generated files up to date
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	node scripts/check-directions.mjs
	cd web && npm run check
	scripts/check-generated

gen: web/node_modules/.installed ## Write the API description and the client generated from it
	cargo run --quiet -p service -- openapi > openapi.json
	cd web && npm run gen

fuzz: ## Ten thousand random mutations of valid files through the reader (make test runs two thousand)
	@scripts/need cargo cc
	@echo "==> Reading 10000 mutated workbooks, csv and NDJSON files"
	LINLI_FUZZ=10000 cargo test --locked --release -p intake --test intake -- mutated_files

bench: release ## Figures of docs/performance.md
	bench/run
