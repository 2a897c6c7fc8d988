"""The sheets on a ground: one item for each sheet, batched paths, level of detail."""
