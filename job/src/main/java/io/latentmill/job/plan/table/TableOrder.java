package io.latentmill.job.plan.table;

import java.util.List;

/** The columns that say where in its table a row stands. */
public final class TableOrder {
  /** string: the file. */
  public static final String PATH = "_table_path";

  /** long: place of the split in the file. */
  public static final String BLOCK = "_table_block";

  /** long: place in the split. */
  public static final String INDEX = "_table_index";

  /** All of them, the most significant first. */
  public static final List<String> COLUMNS = List.of(PATH, BLOCK, INDEX);

  private TableOrder() {}
}
