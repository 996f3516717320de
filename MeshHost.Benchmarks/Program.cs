Console.WriteLine("MeshHost");
