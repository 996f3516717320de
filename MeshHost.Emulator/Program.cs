using MeshHost.Emulator.Standalone;

return await EmulatorCommand.Create().Parse(args).InvokeAsync().ConfigureAwait(false);
