package io.latentmill.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Packages only call downward: cli, verify, run, curation, then plan, sink and report, then the
 * ledger.
 */
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
          .layer("train")
          .definedBy("io.latentmill.job.train..")
          .layer("run")
          .definedBy("io.latentmill.job.run..")
          .layer("curation")
          .definedBy("io.latentmill.job.curation..")
          .layer("duplicates")
          .definedBy("io.latentmill.job.duplicates..")
          .layer("score")
          .definedBy("io.latentmill.job.score..")
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
          .whereLayer("duplicates")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("score")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("train")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("score", "duplicates", "verify", "train", "cli")
          .whereLayer("curation")
          .mayOnlyBeAccessedByLayers("run", "verify", "cli")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("run", "verify", "cli")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("run", "verify", "train", "cli")
          // The report reads what the sink wrote.
          .whereLayer("sink")
          .mayOnlyBeAccessedByLayers(
              "curation", "report", "run", "duplicates", "verify", "train", "cli")
          .whereLayer("ledger")
          .mayOnlyBeAccessedByLayers(
              "sink", "report", "run", "duplicates", "verify", "train", "cli");

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("io.latentmill.job.(**)").should().beFreeOfCycles();

  /** The commit protocol can be read, tested and simulated without Spark. */
  @ArchTest
  static final ArchRule LEDGER =
      noClasses()
          .that()
          .resideInAPackage("io.latentmill.job.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  /** Where files are committed and what stands in a row, then reading, formats, what follows. */
  @ArchTest
  static final ArchRule SINK =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("after")
          .definedBy("io.latentmill.job.sink.card..", "io.latentmill.job.sink.table..")
          .layer("formats")
          .definedBy("io.latentmill.job.sink")
          .layer("stored")
          .definedBy("io.latentmill.job.sink.stored..")
          .layer("metadata")
          .definedBy("io.latentmill.job.sink.metadata..")
          .layer("commit")
          .definedBy("io.latentmill.job.sink.commit..")
          .whereLayer("after")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("formats")
          .mayOnlyBeAccessedByLayers("after")
          .whereLayer("stored")
          .mayOnlyBeAccessedByLayers("formats", "after")
          .whereLayer("metadata")
          .mayOnlyBeAccessedByLayers("stored", "formats", "after")
          .whereLayer("commit")
          .mayOnlyBeAccessedByLayers("metadata", "stored", "formats", "after");

  /** A table knows no plan. */
  @ArchTest
  static final ArchRule INSIDE_PLAN =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("plan")
          .definedBy("io.latentmill.job.plan")
          .layer("table")
          .definedBy("io.latentmill.job.plan.table")
          .whereLayer("plan")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("table")
          .mayOnlyBeAccessedByLayers("plan");

  /** Commands know their parts, and none of these a command. */
  @ArchTest
  static final ArchRule INSIDE_CLI =
      noClasses()
          .that()
          .resideInAPackage("io.latentmill.job.cli.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.latentmill.job.cli");
}
