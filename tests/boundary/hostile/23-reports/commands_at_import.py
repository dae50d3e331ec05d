# tries: The same in the error of its import, in the name of its class, and in notes.
# outcome: import_failed
# points: 0
# on: nothing

Odd = type("::error::x", (Exception,), {})
raise Odd("::error title=x::y\n  ::stop-commands::z\n\u3000::set-output name=a::b\r::warning::c ##[error]d ##vso[task.setvariable variable=e]f ##teamcity[g]")
