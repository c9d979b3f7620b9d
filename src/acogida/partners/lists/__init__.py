"""Lists that the law has us give to another authority: few data, two persons, a hash, a line in everybody's history."""
