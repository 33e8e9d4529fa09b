package io.latentmill.udf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages only call downward, and one of them alone knows DJL's PyTorch engine. */
@AnalyzeClasses(packages = "io.latentmill.udf", importOptions = DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("sql")
          .definedBy("io.latentmill.udf.sql..")
          .layer("training")
          .definedBy("io.latentmill.udf.training..")
          .layer("pipeline")
          .definedBy("io.latentmill.udf.pipeline..")
          .layer("scores")
          .definedBy("io.latentmill.udf.scores..")
          .layer("model")
          .definedBy("io.latentmill.udf.model..")
          .layer("sampling")
          .definedBy("io.latentmill.udf.sampling..")
          .layer("image")
          .definedBy("io.latentmill.udf.image..")
          .layer("torch")
          .definedBy("io.latentmill.udf.torch..")
          .layer("text")
          .definedBy("io.latentmill.udf.text..")
          .layer("weights")
          .definedBy("io.latentmill.udf.weights..")
          .whereLayer("sql")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("training")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("training", "sql")
          .whereLayer("scores")
          .mayOnlyBeAccessedByLayers("pipeline", "sql")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("scores", "pipeline", "training", "sql")
          .whereLayer("sampling")
          .mayOnlyBeAccessedByLayers("pipeline", "training", "sql")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("scores", "pipeline", "training", "sql")
          .whereLayer("torch")
          .mayOnlyBeAccessedByLayers(
              "model", "sampling", "image", "scores", "pipeline", "training", "sql")
          .whereLayer("text")
          .mayOnlyBeAccessedByLayers(
              "model", "sampling", "image", "scores", "pipeline", "training", "sql")
          .whereLayer("weights")
          .mayOnlyBeAccessedByLayers(
              "torch",
              "text",
              "model",
              "sampling",
              "image",
              "scores",
              "pipeline",
              "training",
              "sql");

  /** A pipeline runs without Spark. */
  @ArchTest
  static final ArchRule SPARK =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.latentmill.udf.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  /** Spark's plans and our functions know of each other only what a function is. */
  @ArchTest
  static final ArchRule CATALYST =
      noClasses()
          .that()
          .resideInAPackage("io.latentmill.udf.sql.catalyst..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.latentmill.udf.pipeline..", "io.latentmill.udf.sql.row..", "ai.djl..");

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("io.latentmill.udf.(**)").should().beFreeOfCycles();

  /** Plain values below all: no tensors, no file systems, no Spark, no JSON. */
  @ArchTest
  static final ArchRule REQUEST =
      classes()
          .that()
          .resideInAPackage("io.latentmill.udf.request..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.latentmill.udf.request..");

  @ArchTest
  static final ArchRule BITS =
      classes()
          .that()
          .resideInAPackage("io.latentmill.udf.bits..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.apache.commons.codec..", "io.latentmill.udf.bits..");

  @ArchTest
  static final ArchRule NO_TENSORS =
      noClasses()
          .that()
          .resideInAnyPackage("io.latentmill.udf.weights..", "io.latentmill.udf.text..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl.ndarray..", "ai.djl.pytorch..");

  @ArchTest
  static final ArchRule ENGINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.latentmill.udf.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule LORA =
      noClasses()
          .that()
          .resideInAPackage("io.latentmill.udf.weights")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.latentmill.udf.weights.lora..");
}
