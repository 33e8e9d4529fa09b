package io.latentmill.job;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages only call downward: cli, verify, run, then plan, sink and report, then the ledger. */
@AnalyzeClasses(packages = "io.latentmill.job", importOptions = DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.latentmill.job.cli..")
          .layer("verify")
          .definedBy("io.latentmill.job.verify..")
          .layer("run")
          .definedBy("io.latentmill.job.run..")
          .layer("plan")
          .definedBy("io.latentmill.job.plan..")
          .layer("report")
          .definedBy("io.latentmill.job.report..")
          .layer("sink")
          .definedBy("io.latentmill.job.sink..")
          .layer("ledger")
          .definedBy("io.latentmill.job.ledger..")
          .layer("ground")
          .definedBy(
              "io.latentmill.job.columns..",
              "io.latentmill.job.failure..",
              "io.latentmill.job.lake..")
          .whereLayer("ground")
          .mayNotAccessAnyLayer()
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("verify")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("verify", "cli")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("run", "verify", "cli")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("run", "verify", "cli")
          // The report reads what the sink wrote.
          .whereLayer("sink")
          .mayOnlyBeAccessedByLayers("report", "run", "verify", "cli")
          .whereLayer("ledger")
          .mayOnlyBeAccessedByLayers("sink", "report", "run", "verify", "cli");
}
