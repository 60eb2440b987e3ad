package io.fleetk;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house of the design: an arrow between packages goes down only. */
@AnalyzeClasses(packages = "io.fleetk", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
  @ArchTest
  static final ArchRule arrowsGoDownOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("time")
          .definedBy("io.fleetk.time..")
          .layer("pki")
          .definedBy("io.fleetk.pki..")
          .layer("tls")
          .definedBy("io.fleetk.tls..")
          .layer("unit")
          .definedBy("io.fleetk.unit..")
          .layer("store")
          .definedBy("io.fleetk.store..")
          .layer("fleet")
          .definedBy("io.fleetk.fleet..")
          .layer("v1")
          .definedBy("io.fleetk.v1..")
          .layer("probe")
          .definedBy("io.fleetk.probe..")
          .layer("client")
          .definedBy("io.fleetk.client..")
          .layer("stack")
          .definedBy("io.fleetk.stack..")
          .layer("completion")
          .definedBy("io.fleetk.completion..")
          .layer("kubernetes")
          .definedBy("io.fleetk.kubernetes..")
          .layer("plan")
          .definedBy("io.fleetk.plan..")
          .layer("rollout")
          .definedBy("io.fleetk.rollout..")
          .layer("notify")
          .definedBy("io.fleetk.notify..")
          .layer("balance")
          .definedBy("io.fleetk.balance..")
          .layer("registry")
          .definedBy("io.fleetk.registry..")
          .layer("systemd")
          .definedBy("io.fleetk.systemd..")
          .layer("api")
          .definedBy("io.fleetk.api..")
          .layer("agent")
          .definedBy("io.fleetk.agent..")
          .layer("engine")
          .definedBy("io.fleetk.engine..")
          .layer("daemon")
          .definedBy("io.fleetk.daemon..")
          .layer("context")
          .definedBy("io.fleetk.context..")
          .layer("cli")
          .definedBy("io.fleetk.cli..")
          .whereLayer("time")
          .mayNotAccessAnyLayer()
          .whereLayer("pki")
          .mayNotAccessAnyLayer()
          .whereLayer("tls")
          .mayNotAccessAnyLayer()
          .whereLayer("unit")
          .mayNotAccessAnyLayer()
          .whereLayer("store")
          .mayOnlyAccessLayers("tls", "time")
          .whereLayer("fleet")
          .mayOnlyAccessLayers("unit")
          .whereLayer("v1")
          .mayOnlyAccessLayers("unit", "fleet")
          .whereLayer("probe")
          .mayOnlyAccessLayers("unit", "time")
          .whereLayer("client")
          .mayOnlyAccessLayers("unit", "fleet", "v1", "probe", "tls", "time")
          .whereLayer("stack")
          .mayOnlyAccessLayers("unit", "fleet")
          .whereLayer("context")
          .mayOnlyAccessLayers("unit")
          .whereLayer("completion")
          .mayOnlyAccessLayers("unit", "fleet", "v1")
          .whereLayer("kubernetes")
          .mayOnlyAccessLayers("tls")
          .whereLayer("plan")
          .mayOnlyAccessLayers("unit", "fleet", "stack")
          .whereLayer("rollout")
          .mayOnlyAccessLayers("unit", "fleet", "stack", "plan", "time", "probe")
          .whereLayer("notify")
          .mayNotAccessAnyLayer()
          .whereLayer("balance")
          .mayOnlyAccessLayers("unit", "fleet", "probe", "notify")
          .whereLayer("systemd")
          .mayOnlyAccessLayers("unit", "time")
          .whereLayer("registry")
          .mayOnlyAccessLayers("unit", "store", "fleet", "v1", "time")
          .whereLayer("api")
          .mayOnlyAccessLayers("unit", "fleet", "v1", "tls", "time")
          .whereLayer("agent")
          .mayOnlyAccessLayers("unit", "fleet", "probe", "registry", "systemd", "time")
          .whereLayer("engine")
          .mayOnlyAccessLayers("unit", "fleet", "store", "registry", "time")
          .whereLayer("daemon")
          .mayOnlyAccessLayers(
              "unit",
              "store",
              "fleet",
              "v1",
              "probe",
              "registry",
              "systemd",
              "api",
              "agent",
              "engine",
              "notify",
              "time");
}
