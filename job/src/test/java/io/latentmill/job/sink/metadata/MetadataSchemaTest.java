package io.latentmill.job.sink.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.sink.PlanRows;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class MetadataSchemaTest {
  private static final MetadataOptions OPTIONS =
      new MetadataOptions(ImageFormat.PNG, false, "m", "00", "pndm");

  @Test
  void columnsStandInTheOrderOfTheContract() {
    assertThat(MetadataSchema.of(PlanRows.SCHEMA, OPTIONS).columns().fieldNames())
        .startsWith("id", "status", "failure_kind", "message", "prompt", "negative_prompt", "seed")
        .containsSubsequence("num_images", "width", "height", "format", "image_sha256", "model")
        .containsSubsequence("model", "model_sha256", "flags", "p_boolean", "p_nested")
        .endsWith("input_status")
        .doesNotContain("_chunk", "_digest", "latents_shape");
  }

  @Test
  void passthroughColumnsNeverClashWithOursNorWithEachOther() {
    StructType plan =
        PlanRows.SCHEMA
            .add("Image", DataTypes.StringType)
            .add("input_IMAGE", DataTypes.StringType)
            .add("P_INT", DataTypes.StringType);
    assertThat(MetadataSchema.of(plan, OPTIONS).columns().fieldNames())
        .contains("input_Image", "input_input_IMAGE", "input_P_INT");
  }

  @Test
  void aFailedRowKeepsItsParametersAndSaysWhy() {
    Row row = failed("x").row();
    assertThat(row.<String>getAs("status")).isEqualTo("failed");
    assertThat(row.<String>getAs("failure_kind")).isEqualTo("user");
    assertThat(row.<String>getAs("message")).isEqualTo("width 7");
    assertThat(row.<Long>getAs("seed")).isEqualTo(1003L);
    assertThat(row.<String>getAs("format")).isNull();
    assertThat(row.<String>getAs("sampler_options"))
        .isEqualTo("{\"timestep_spacing\":\"trailing\",\"use_karras_sigmas\":\"true\"}");
  }

  @Test
  void imagesArePathsOrTheHashOfTheirBytes() {
    Row row = failed("x").row();
    // printf 'inline image' | sha256sum
    String hash = "c845701d799ae0b41357b370d9b9a16f54f3a5ee86e0dbd7c2dccc58fe80cd78";
    assertThat(row.<String>getAs("init_image")).isEqualTo("images/init.png");
    assertThat(row.<String>getAs("mask_image")).isEqualTo(hash);
    Row controlnet = (Row) row.<Object[]>getAs("controlnets")[0];
    assertThat(controlnet.getString(1)).isEqualTo(hash);
  }

  /** Hugging Face datasets cannot read a file that has a map anywhere. */
  @Test
  void mapsPassThroughAsListsOfTheirEntries() {
    DataType map = DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType);
    StructType plan =
        PlanRows.SCHEMA
            .add("tags", map)
            .add("nested", new StructType().add("all", DataTypes.createArrayType(map)));
    scala.collection.Map<String, Long> value = JavaConverters.mapAsScalaMap(Map.of("a", 1L));
    List<Object> values =
        new ArrayList<>(JavaConverters.seqAsJavaList(PlanRows.row("x", 3).toSeq()));
    values.add(value);
    values.add(RowFactory.create((Object) new Object[] {value, null}));
    MetadataSchema metadata = MetadataSchema.of(plan, OPTIONS);
    Row row =
        metadata
            .sample(
                new GenericRowWithSchema(values.toArray(), plan),
                new GenerationResult.Failed("x", FailureKind.USER, "width 7"),
                Optional.empty())
            .row();
    assertThat(metadata.columns().apply("tags").dataType().sql())
        .isEqualTo("ARRAY<STRUCT<key: STRING, value: BIGINT>>");
    assertThat(metadata.columns().apply("nested").dataType().sql())
        .isEqualTo("STRUCT<all: ARRAY<ARRAY<STRUCT<key: STRING, value: BIGINT>>>>");
    assertThat(row.<Object[]>getAs("tags")).containsExactly(RowFactory.create("a", 1L));
    Object[] all = row.<Row>getAs("nested").getAs(0);
    assertThat(all).containsExactly(new Object[] {RowFactory.create("a", 1L)}, null);
  }

  @Test
  void aResultOfAnotherRowIsRefused() {
    assertThatThrownBy(() -> failed("y"))
        .hasMessage("Cannot describe row x with the result of row y");
  }

  private static Sample failed(String id) {
    return MetadataSchema.of(PlanRows.SCHEMA, OPTIONS)
        .sample(
            PlanRows.row("x", 3),
            new GenerationResult.Failed(id, FailureKind.USER, "width 7"),
            Optional.empty());
  }
}
