# fleetk: `make run` builds it and brings a stack up on an embedded fleet; `make test` passes every test.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Maven and the program run on JDK 25 or newer, wherever one is; the first java of a machine may be older.
JDK := $(shell for home in "$$JAVA_HOME" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$$(dirname "$$(dirname "$$(readlink -f "$$(command -v javac)")")")"; do \
	[ -x "$$home/bin/javac" ] || continue; \
	version=$$("$$home/bin/javac" -version 2>/dev/null | sed 's/[^0-9]*\([0-9]*\).*/\1/'); \
	[ "$${version:-0}" -ge 25 ] && { echo "$$home"; break; }; \
done)
export JAVA_HOME := $(JDK)

# JDK 25 warns of what Maven's own libraries do; none of it is ours.
export MAVEN_OPTS := --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
MVN := mvn --batch-mode --no-transfer-progress --color never

FLEETK := target/fleetk/bin/fleetk

# What a program of the test tree is run with, after this.
TESTS = $(JDK)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	-cp "target/test-classes:target/classes:$$(cat target/test.classpath)"
COMPILE_TESTS = $(MVN) --quiet test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath

.PHONY: help run test e2e-fleetctl e2e-kubernetes bench-fleet build dist format clean jdk needs

help: ## say what can be made
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

jdk:
	@[ -n "$(JDK)" ] || { echo "fleetk needs JDK 25 or newer: install one (Eclipse Temurin 25, for instance) or set JAVA_HOME to it." >&2; exit 1; }
	@command -v mvn >/dev/null || { echo "fleetk is built by Maven: install it (apt-get install maven)." >&2; exit 1; }

build: jdk ## build target/fleetk/bin/fleetk
	@$(MVN) --quiet package -Dmaven.test.skip=true
	@src/main/launcher/warm-up "$(JDK)" target/fleetk units

# Tests start an etcd of their own and, where that is possible, real machines.
needs:
	@missing=; for need in etcd:etcd-server systemd-nspawn:systemd-container dbus-daemon:dbus ip:iproute2 openssl:openssl curl:curl script:bsdutils man:man-db jq:jq; do \
	  command -v "$${need%%:*}" >/dev/null || missing="$$missing $${need#*:}"; done; \
	[ -z "$$missing" ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends $$missing >/dev/null; } || \
	  { echo "the tests need these packages: install$$missing, or run as root where apt-get can." >&2; exit 1; }

test: jdk needs ## pass every test
	$(MVN) verify

# Both directions on machines of their own; fleet's programs are not part of this project.
e2e-fleetctl: build needs ## use it with a real fleetctl, FLEETCTL=PATH, and a real fleetd, FLEETD=PATH
	@$(COMPILE_TESTS)
	@$(TESTS) io.fleetk.e2e.FleetctlEndToEnd "$(FLEETCTL)" "$(FLEETD)"

# On machines of their own; Kubernetes' programs are not part of this project. MASTERS=1 is the shorter half.
MASTERS ?= 3

e2e-kubernetes: build needs ## bring up a real Kubernetes; FLEETK_K8S_BIN=DIR has its programs
	@$(COMPILE_TESTS)
	@$(TESTS) io.fleetk.e2e.KubernetesEndToEnd "$(FLEETK_K8S_BIN)" $(MASTERS)

# How many rounds, and the agent_ttl of the daemons in seconds.
ROUNDS ?= 5
AGENT_TTL ?= 30

bench-fleet: build needs ## measure a fleet of three machines (ROUNDS=5 AGENT_TTL=30)
	@$(COMPILE_TESTS)
	@$(TESTS) io.fleetk.lab.FleetBench $(ROUNDS) $(AGENT_TTL)

run: build ## start a dev fleet of three machines and apply units/ to it
	@$(FLEETK) dev up
	@$(FLEETK) pki init units/ --with-etcd --out target/pki >/dev/null
	@$(FLEETK) secret put --dir target/pki --prefix kubernetes/ >/dev/null
	@$(FLEETK) apply units/ --yes
	@$(FLEETK) status
	@printf '%s\n' '' 'Look around:   export PATH="$(CURDIR)/target/fleetk/bin:$$PATH"' \
	  '               fleetk status' \
	  '               fleetk restart kube-proxy' \
	  '               fleetk diff units/ --set kubernetes.version=v1.34.3' \
	  '               fleetk dev break unit kubelet' \
	  'Stop:          fleetk dev down' ''

dist: build ## pack target/fleetk.tar.gz
	tar --create --gzip --file target/fleetk.tar.gz --directory target --owner=0 --group=0 --sort=name fleetk

format: jdk ## format the Java sources
	$(MVN) --quiet spotless:apply

clean: jdk ## remove what was built
	$(MVN) --quiet clean
