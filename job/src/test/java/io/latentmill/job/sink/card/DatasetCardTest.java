package io.latentmill.job.sink.card;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.sink.PlanRows;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.request.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DatasetCardTest {
  private static String card(Set<SinkFormat> formats) {
    MetadataOptions options =
        new MetadataOptions(ImageFormat.JPEG, true, "models/a|b", "0123", "pndm");
    CardFacts facts =
        new CardFacts(
            "my_<set>: \"1\"",
            MetadataSchema.of(PlanRows.SCHEMA, options),
            formats,
            new RowCounts(1234, Map.of(FailureKind.MODEL, 2L)),
            Map.of(SinkFormat.WEBDATASET, 99L),
            Map.of("dtype", "float16"));
    return new String(DatasetCard.text(facts), StandardCharsets.UTF_8);
  }

  @Test
  void theHeaderIsWhatHuggingFaceReads() {
    assertThat(card(Set.of(SinkFormat.WEBDATASET)))
        .startsWith(
            """
            ---
            pretty_name: "my_<set>: \\"1\\""
            task_categories:
            - "text-to-image"
            tags:
            - "synthetic"
            - "stable-diffusion"
            - "latentmill"
            size_categories:
            - "1K<n<10K"
            configs:
            - config_name: "default"
              data_files:
              - split: "train"
                path:
                - "data/webdataset/*/*.tar"
            dataset_info:
              config_name: "default"
              features:
              - name: "json"
                struct:
                - name: "id"
                  dtype: "string"
            """)
        .contains(
            """
              - name: "latent.npy"
                list:
                  list:
                    list: "float16"
              - name: "jpg"
                dtype: "image"
              - name: "txt"
                dtype: "string"
              - name: "__key__"
                dtype: "string"
              - name: "__url__"
                dtype: "string"
              splits:
              - name: "train"
                num_bytes: 99
                num_examples: 1234
              download_size: 99
              dataset_size: 99
            ---
            """);
  }

  @Test
  void parquetIsWhatAPlainLoadReadsIfItIsThere() {
    assertThat(card(Set.of(SinkFormat.FILES, SinkFormat.PARQUET)))
        .contains("    - \"data/parquet/*/*.parquet\"\n", "    num_examples: 1236\n")
        .contains("load_dataset(\"imagefolder\", data_dir=\"data/files\", split=\"train\")");
  }

  @Test
  void loadsTheFolderByItsCardAndTarsAsAStream() {
    assertThat(card(Set.of(SinkFormat.WEBDATASET, SinkFormat.PARQUET)))
        .contains(
            "load_dataset(\".\", split=\"train\")  # this folder, as declared above\n",
            "data_files=\"data/webdataset/*/*.tar\", split=\"train\", streaming=True)\n");
  }

  @Test
  void theTextCountsRowsAndQuotesNames() {
    assertThat(card(Set.of(SinkFormat.PARQUET)))
        .contains("# my\\_\\<set\\>: \"1\"\n", "| generated | 1,234 |\n| failed: model | 2 |\n")
        .contains("| model | `models/a\\|b` |\n", "| dtype | `float16` |\n", "`input_status`.");
  }
}
