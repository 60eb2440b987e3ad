package io.fleetk.cli;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/**
 * What fleetctl, kubectl, helm and other programs call by another name. A word that they know leads
 * to the first of its commands that there is where it was typed.
 */
final class OtherWords {
  private static final Map<String, List<String>> HERE =
      Map.ofEntries(
          entry("add", List.of("set", "put", "init", "apply")),
          entry("certificates", List.of("pki show")),
          entry("certs", List.of("pki show")),
          entry("change", List.of("set", "put", "apply")),
          entry("check", List.of("lint")),
          entry("config", List.of("context")),
          entry("config current-context", List.of("context show")),
          entry("config delete-context", List.of("context rm")),
          entry("config get-contexts", List.of("context list")),
          entry("config set-context", List.of("context set")),
          entry("config use-context", List.of("context use")),
          entry("config view", List.of("context show")),
          entry("contexts", List.of("context list")),
          entry("cordon", List.of("machine cordon")),
          entry("create", List.of("set", "put", "init", "up", "apply")),
          entry("ctx", List.of("context list")),
          entry("current", List.of("show")),
          entry("current-context", List.of("context show")),
          entry("del", List.of("rm", "destroy")),
          entry("delete", List.of("rm", "destroy")),
          entry("deploy", List.of("apply")),
          entry("describe", List.of("show", "status")),
          entry("disable", List.of("stop")),
          entry("down", List.of("dev down")),
          entry("edit", List.of("set", "put", "apply")),
          entry("drain", List.of("machine cordon")),
          entry("enable", List.of("start")),
          entry("exec", List.of("ssh")),
          entry("get", List.of("show", "list", "status")),
          entry("info", List.of("show", "status")),
          entry("init", List.of("dev up")),
          entry("inspect", List.of("show", "status")),
          entry("install", List.of("apply")),
          entry("journalctl", List.of("journal")),
          entry("kill", List.of("stop")),
          entry("label", List.of("machine set")),
          entry("list", List.of("list", "show", "status")),
          entry("log", List.of("journal")),
          entry("login", List.of("ssh")),
          entry("logs", List.of("journal")),
          entry("ls", List.of("list", "show", "status")),
          entry("new", List.of("set", "put", "init", "apply")),
          entry("node", List.of("machine")),
          entry("nodes", List.of("machines")),
          entry("plan", List.of("diff")),
          entry("ps", List.of("status")),
          entry("reload", List.of("restart")),
          entry("remove", List.of("rm", "destroy")),
          entry("rm", List.of("destroy")),
          entry("rollout", List.of("apply")),
          entry("rollout restart", List.of("restart")),
          entry("rollout status", List.of("status")),
          entry("run", List.of("start")),
          entry("secrets", List.of("secret list")),
          entry("shell", List.of("ssh")),
          entry("start", List.of("up")),
          entry("stop", List.of("down")),
          entry("switch", List.of("use", "context use")),
          entry("tail", List.of("journal")),
          entry("template", List.of("render")),
          entry("top", List.of("status")),
          entry("show", List.of("describe")),
          entry("uncordon", List.of("machine uncordon")),
          entry("undeploy", List.of("destroy")),
          entry("uninstall", List.of("destroy")),
          entry("unset", List.of("rm")),
          entry("up", List.of("dev up")),
          entry("update", List.of("set", "put", "apply")),
          entry("upgrade", List.of("apply")),
          entry("use-context", List.of("context use")),
          entry("validate", List.of("lint")),
          entry("view", List.of("show", "status")));

  private OtherWords() {}

  /**
   * What somebody meant, in words that go after the command's.
   *
   * @param typed the word that is no command, and all that was typed after it
   * @param command where it was typed
   */
  static Optional<String> here(List<String> typed, CommandLine command) {
    return (typed.size() > 1 ? named(typed.get(0) + " " + typed.get(1)) : List.<String>of())
        .stream()
            .filter(words -> exists(words, command))
            .findFirst()
            .or(
                () ->
                    named(typed.getFirst()).stream()
                        .filter(words -> exists(words, command))
                        .findFirst());
  }

  /** Every word, or two words, that lead somewhere. */
  static Set<String> all() {
    return HERE.keySet();
  }

  private static List<String> named(String words) {
    return HERE.getOrDefault(words, List.of());
  }

  private static boolean exists(String words, CommandLine command) {
    CommandLine at = command;
    for (String word : words.split(" ", -1)) {
      at = at.getSubcommands().get(word);
      if (at == null) {
        return false;
      }
    }
    return true;
  }
}
