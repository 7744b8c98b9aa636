"""What can be asked of Steady on the command line?"""
