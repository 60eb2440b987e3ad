package io.fleetk.cli;

import io.fleetk.fleet.Machine;
import io.fleetk.pki.ClusterNames;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackValues;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a cluster is called: read out of a stack's values and the list of machines, with options
 * over them.
 */
final class ClusterArguments {
  private static final String MASTERS = "role=master";
  private static final String SERVICES = "10.96.0.0/16";
  private static final String DOMAIN = "cluster.local";
  private static final int API_PORT = 6443;

  @Mixin private ValueArguments values;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "the cluster's name in kubeconfigs (default: the stack's name)")
  private String cluster;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "where people reach the API (default: the value apiServer, else the first master's port 6443)")
  private String server;

  @Option(
      names = "--component-server",
      paramLabel = "URL",
      description =
          "where the cluster's components reach it (default: the value pki.componentServer, else as --server)")
  private String componentServer;

  @Option(
      names = "--service-cidr",
      paramLabel = "NETWORK",
      description =
          "the network of services (default: the value network.services, else 10.96.0.0/16)")
  private String services;

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description =
          "the domain of services (default: the value network.domain, else cluster.local)")
  private String domain;

  @Option(
      names = "--san",
      paramLabel = "NAME",
      split = ",",
      description = "another name or address of the API; beside those in the value pki.names")
  private List<String> names = new ArrayList<>();

  /** Whether anything is said of the cluster's names. */
  boolean isGiven() {
    return cluster != null
        || server != null
        || componentServer != null
        || services != null
        || domain != null
        || !names.isEmpty()
        || values.isGiven();
  }

  /** What there is to know, and what is missing. */
  record Known(ClusterNames names, List<String> notes) {}

  /**
   * The cluster's names.
   *
   * @param directory the stack's directory; empty when there is none
   * @param members gives the fleet's members, unless a file does
   * @throws StackException when the stack's values cannot be used
   */
  Known names(Optional<Path> directory, ValueArguments.Members members)
      throws StackException, IOException {
    StackValues stack =
        directory.isPresent()
            ? StackValues.of(values.source(directory.get()))
            : new StackValues("kubernetes", Map.of());
    List<Machine> machines = values.machines(members);
    List<String> notes = new ArrayList<>();
    String masterMetadata = stack.text("masterMetadata").orElse(MASTERS);
    List<String> masters = addresses(StackValues.having(machines, masterMetadata));
    if (masters.isEmpty()) {
      notes.add(
          "no machine with the metadata %s is known, so certificates name no master's address (--machines FILE gives some)"
              .formatted(masterMetadata));
    }
    String reached =
        Optional.ofNullable(server)
            .or(() -> stack.text("apiServer"))
            .orElseGet(() -> url(masters.isEmpty() ? "127.0.0.1" : masters.getFirst()));
    List<String> also = new ArrayList<>(names);
    also.addAll(stack.texts("pki.names"));
    return new Known(
        new ClusterNames(
            Optional.ofNullable(cluster).orElse(stack.stack()),
            reached,
            Optional.ofNullable(componentServer)
                .or(() -> stack.text("pki.componentServer"))
                .orElse(reached),
            Optional.ofNullable(services).or(() -> stack.text("network.services")).orElse(SERVICES),
            Optional.ofNullable(domain).or(() -> stack.text("network.domain")).orElse(DOMAIN),
            masters,
            addresses(machines),
            also,
            etcdHosts(stack)),
        notes);
  }

  private static List<String> addresses(List<Machine> machines) {
    return machines.stream().map(Machine::address).distinct().toList();
  }

  private static String url(String host) {
    return "https://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, API_PORT);
  }

  private static List<String> etcdHosts(StackValues stack) {
    List<String> hosts = new ArrayList<>();
    for (String endpoint : stack.texts("etcd.endpoints")) {
      try {
        Optional.ofNullable(URI.create(endpoint).getHost())
            .map(host -> host.replaceAll("[\\[\\]]", ""))
            .ifPresent(hosts::add);
      } catch (IllegalArgumentException e) {
        throw CommandFailure.badInput("etcd.endpoints: '%s' is no URL".formatted(endpoint));
      }
    }
    return hosts;
  }
}
